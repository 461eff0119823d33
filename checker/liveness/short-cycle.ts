/**
 * A short way round in a fair set that meets every assumption by itself: to the nearest step or state that meets one more,
 * and so on, and home. Not always the shortest; finding that is a travelling salesman's problem.
 */
import { enabledIn, type FairnessMasks } from './fair-sets.ts'
import type { StateGraph } from './state-graph.ts'

/** The bit for "visits a state that it must visit again and again", beside those of assumptions. */
const VISIT = 1 << 31

/**
 * The places of its steps, from `entry` back to it. None, if the run may just as well stop at `entry`.
 *
 * @param members a fair set @param again by state: 1 where it must be again and again, if anywhere
 */
export function shortCycle(
  graph: StateGraph,
  masks: FairnessMasks,
  members: Int32Array,
  entry: number,
  again?: Uint8Array,
): readonly number[] {
  const inside = new Set(members)
  const { targets, actions } = graph
  const metAt = (state: number) => (masks.weak & ~enabledIn(graph, masks, state)) | (again?.[state] === 1 ? VISIT : 0)
  const metBy = (place: number) => (masks.covers[actions[place] as number] as number) | metAt(targets[place] as number)
  let required = masks.weak | (again === undefined ? 0 : VISIT)
  for (;;) {
    const walk: number[] = []
    let state = entry
    let met = metAt(entry)
    let seen = enabledIn(graph, masks, entry)
    const go = (places: readonly number[]) => {
      for (const place of places) {
        walk.push(place)
        state = targets[place] as number
        met |= metBy(place)
        seen |= enabledIn(graph, masks, state)
      }
    }
    while ((required & ~met) !== 0) go(nearest(graph, inside, state, (place) => (metBy(place) & required & ~met) !== 0))
    if (state !== entry) go(nearest(graph, inside, state, (place) => targets[place] === entry))
    // what is strongly fair and can be taken on this way round must be taken on it
    const missed = masks.strong & seen & ~met & ~required
    if (missed === 0) return walk
    required |= missed
  }
}

/** The steps of a shortest path within `inside` whose last is wanted. */
function nearest(
  { first, targets }: StateGraph,
  inside: ReadonlySet<number>,
  start: number,
  wanted: (place: number) => boolean,
): number[] {
  const cameBy = new Map<number, { readonly place: number; readonly from: number } | undefined>([[start, undefined]])
  for (const state of cameBy.keys()) {
    const end = first[state + 1] as number
    for (let place = first[state] as number; place < end; place++) {
      const target = targets[place] as number
      if (!inside.has(target)) continue
      if (wanted(place)) {
        const path = [place]
        for (let at = cameBy.get(state); at !== undefined; at = cameBy.get(at.from)) path.push(at.place)
        return path.reverse()
      }
      if (!cameBy.has(target)) cameBy.set(target, { place, from: state })
    }
  }
  throw new Error('internal: a fair set has no fair cycle; please report this model')
}
