/**
 * Whether a fair run breaks a claim, decided in another way than the checker's: for each set of strong assumptions that
 * such a run might never owe again, all pairs of states that can reach each other are looked at. Slow, and short.
 */
import type { Fairness, Network, See } from '../../../checker/index.ts'
import type { Claim } from '../../../checker/liveness/properties.ts'
import { edges, keyOf, mayRest, seeing, start, type World } from '../reference.ts'

const NOWHERE = -1

export interface NaiveStep {
  readonly thread: string
  readonly event: string
  readonly to: number
}

export interface NaiveGraph {
  readonly worlds: readonly World[]
  readonly steps: readonly (readonly NaiveStep[])[]
}

/** Everything that the network can reach; nothing, if that is more than `most` states. */
export function naiveGraph(network: Network, most: number): NaiveGraph | undefined {
  const numbers = new Map<string, number>()
  const worlds: World[] = []
  const numberOf = (world: World) => {
    const key = keyOf(world)
    const number = numbers.get(key) ?? worlds.push(world) - 1
    numbers.set(key, number)
    return number
  }
  numberOf(start(network))
  const steps: NaiveStep[][] = []
  for (const world of worlds) {
    if (worlds.length > most) return undefined
    steps.push(
      edges(network, world).map(({ thread, offer, after }) => ({
        thread: thread.name,
        event: offer.type,
        // an illegal event can be told, and leads out of every run
        to: after === undefined ? NOWHERE : numberOf(after),
      })),
    )
  }
  return { worlds, steps }
}

/** Whether an assumption is about a step out of a world. */
export function isAbout({ thread, event, begun }: Fairness, world: World, step: NaiveStep, first: World): boolean {
  if (thread.name !== step.thread || (event !== undefined && event !== step.event)) return false
  return !(begun && rests(thread, world, first))
}

export function rests(thread: Fairness['thread'], world: World, first: World): boolean {
  const local = (of: World) => keyOf(new Map([[thread.name, seeing(of)(thread)]]))
  return mayRest(seeing(world)(thread)) || local(world) === local(first)
}

type RunClaim = Extract<Claim, { form: 'leads to' | 'eventually always' }>

/** The fewest steps after which a fair run can break the claim for ever; nothing, if none does. */
export function shortestStem(graph: NaiveGraph, claim: RunClaim, fairness: readonly Fairness[]): number | undefined {
  const { worlds } = graph
  const sees: See[] = worlds.map(seeing)
  const states = worlds.map((_, state) => state)
  const everywhere = distances(
    graph,
    () => true,
    (state) => (state === 0 ? 0 : Number.POSITIVE_INFINITY),
  )
  if (claim.form === 'eventually always') {
    const fair = fairStates(graph, states, fairness, (state) => !claim.what(sees[state] as See))
    return least(states.filter((state) => fair.has(state)).map((state) => everywhere[state] as number))
  }
  const awaited = (state: number) => !claim.until(sees[state] as See)
  const begins = (state: number) => awaited(state) && (claim.since?.(sees[state] as See) ?? true)
  const length = distances(graph, awaited, (state) =>
    begins(state) ? (everywhere[state] as number) : Number.POSITIVE_INFINITY,
  )
  const region = states.filter((state) => length[state] !== Number.POSITIVE_INFINITY)
  const fair = fairStates(graph, region, fairness, () => true)
  return least(region.filter((state) => fair.has(state)).map((state) => length[state] as number))
}

const least = (lengths: readonly number[]) => (lengths.length === 0 ? undefined : Math.min(...lengths))

/** Bellman and Ford's way: steps are relaxed until nothing changes. */
function distances(graph: NaiveGraph, stays: (state: number) => boolean, initial: (state: number) => number): number[] {
  const length = graph.worlds.map((_, state) => initial(state))
  for (let changed = true; changed; ) {
    changed = false
    graph.steps.forEach((steps, from) => {
      for (const { to } of steps) {
        if (to === NOWHERE || !stays(to) || (length[from] as number) + 1 >= (length[to] as number)) continue
        length[to] = (length[from] as number) + 1
        changed = true
      }
    })
  }
  return length
}

/** The states of `region` that a fair run within it can visit for ever, together with one where `again` is true. */
function fairStates(
  graph: NaiveGraph,
  region: readonly number[],
  fairness: readonly Fairness[],
  again: (state: number) => boolean,
): Set<number> {
  const first = graph.worlds[0] as World
  const about = (one: Fairness, state: number) =>
    (graph.steps[state] ?? []).filter((step) => isAbout(one, graph.worlds[state] as World, step, first))
  const strong = fairness.filter(({ strength }) => strength === 'strong')
  const weak = fairness.filter(({ strength }) => strength === 'weak')
  const found = new Set<number>()
  for (let never = 0; never < 2 ** strong.length; never++) {
    const given = strong.filter((_, i) => (never >> i) % 2 === 1)
    const taken = strong.filter((one) => !given.includes(one))
    const part = region.filter((state) => given.every((one) => about(one, state).length === 0))
    const reach = closure(graph, part)
    for (const state of part) {
      const together = part.filter((other) => reach.get(state)?.has(other) && reach.get(other)?.has(state))
      const moves = (one: Fairness) => together.some((from) => about(one, from).some(({ to }) => together.includes(to)))
      if (!together.some(again) || !taken.every(moves)) continue
      if (weak.every((one) => moves(one) || together.some((from) => about(one, from).length === 0)))
        for (const member of together) found.add(member)
    }
  }
  return found
}

/** Which states can be reached from which, each from itself. */
function closure({ steps }: NaiveGraph, part: readonly number[]): Map<number, Set<number>> {
  const inside = new Set(part)
  return new Map(
    part.map((state) => {
      const reached = new Set([state])
      for (const from of reached) for (const { to } of steps[from] ?? []) if (inside.has(to)) reached.add(to)
      return [state, reached]
    }),
  )
}

/** The fewest steps to a state from which no state of `goal` can be reached; nothing, if there is none. */
export function shortestToNoReturn(
  graph: NaiveGraph,
  goal: (world: World, state: number) => boolean,
): number | undefined {
  const states = graph.worlds.map((_, state) => state)
  const length = distances(
    graph,
    () => true,
    (state) => (state === 0 ? 0 : Number.POSITIVE_INFINITY),
  )
  const reach = closure(graph, states)
  const lost = states.filter(
    (state) => ![...(reach.get(state) ?? [])].some((one) => goal(graph.worlds[one] as World, one)),
  )
  return least(lost.map((state) => length[state] as number))
}
