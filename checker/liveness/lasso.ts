/** A run that breaks a claim: a shortest way to where it goes on fairly for ever, and a way round from there. */
import type { ComponentSearch } from './components.ts'
import { type Distances, fromSince, UNREACHED } from './distances.ts'
import { type FairnessMasks, fairSets } from './fair-sets.ts'
import { shortCycle } from './short-cycle.ts'
import type { StateGraph } from './state-graph.ts'

/** The places of its steps. A run without a cycle stops for ever. */
export interface Lasso {
  readonly stem: readonly number[]
  readonly cycle: readonly number[]
}

/** A claim as sets of states: 1 where it is true. */
export type ClaimTruth =
  | { readonly form: 'leads to'; readonly since: Uint8Array | undefined; readonly until: Uint8Array }
  | { readonly form: 'eventually always'; readonly what: Uint8Array }

/** Nothing, if every fair run keeps the claim. */
export function* findLasso(
  graph: StateGraph,
  search: ComponentSearch,
  masks: FairnessMasks,
  claim: ClaimTruth,
  start: Distances,
): Generator<void, Lasso | undefined> {
  const region = claim.form === 'leads to' ? yield* fromSince(graph, start, claim.since, claim.until) : start
  const again = claim.form === 'leads to' ? undefined : claim.what.map((truth) => 1 - truth)
  let best: { readonly entry: number; readonly members: Int32Array } | undefined
  const distance = (state: number) => region.length[state] as number
  yield* fairSets(graph, search, masks, region.reached, (states) => {
    if (again !== undefined && !states.some((state) => again[state] === 1)) return
    // nearest first, then in the order in which the search found them: the same lasso on every machine
    const entry = states.reduce((a, b) => (distance(b) < distance(a) || (distance(b) === distance(a) && b < a) ? b : a))
    if (
      best === undefined ||
      distance(entry) < distance(best.entry) ||
      (distance(entry) === distance(best.entry) && entry < best.entry)
    )
      best = { entry, members: states.slice() }
  })
  if (best === undefined) return undefined
  const { entry, members } = best
  return { stem: stemTo(start, region, entry), cycle: shortCycle(graph, masks, members, entry, again) }
}

/** The way to a state through what is awaited, and before that to where the waiting began. */
function stemTo(start: Distances, region: Distances, entry: number): number[] {
  const places: number[] = []
  let state = entry
  for (; region.from[state] !== UNREACHED; state = region.from[state] as number) places.push(region.by[state] as number)
  if (region !== start) places.push(...pathTo(start, state).reverse())
  return places.reverse()
}

/** The steps of a shortest path to a state. */
export function pathTo({ from, by }: Distances, state: number): number[] {
  const places: number[] = []
  for (let at = state; from[at] !== UNREACHED; at = from[at] as number) places.push(by[at] as number)
  return places.reverse()
}
