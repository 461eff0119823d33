/**
 * What would have to be assumed so that a run could not be. Whether its cycle says that nothing would help is the
 * difference between an unfair scheduler and a livelock.
 */
import type { ThreadRef } from '../network.ts'
import type { Actions } from './actions.ts'
import type { Fairness } from './fairness.ts'
import type { Lasso } from './lasso.ts'
import type { StateGraph } from './state-graph.ts'

interface Excluding {
  /** Threads that have begun, and never move in the cycle though they can. */
  readonly unfair: readonly Fairness[]
  /** Threads at rest that never begin, and events that are never taken though they can be. Most of these are no help. */
  readonly other: readonly Fairness[]
}

export function excluding(
  graph: StateGraph,
  actions: Actions,
  threads: readonly ThreadRef[],
  { stem, cycle }: Lasso,
): Excluding {
  const { first, targets } = graph
  const last = [...stem, ...cycle].at(-1)
  const end = last === undefined ? 0 : (targets[last] as number)
  const states = cycle.length === 0 ? [end] : cycle.map((place) => targets[place] as number)
  const actionAt = (place: number) => graph.actions[place] as number
  const taken = new Set(cycle.map(actionAt))
  const enabled = states.map((state) => {
    const here = new Set<number>()
    for (let place = first[state] as number; place < (first[state + 1] as number); place++) here.add(actionAt(place))
    return here
  })
  const candidate = (covers: (action: number) => boolean, fairness: Omit<Fairness, 'strength'>): Fairness[] => {
    const where = enabled.filter((here) => [...here].some(covers)).length
    if (where === 0 || [...taken].some(covers)) return []
    return [{ strength: where === states.length ? 'weak' : 'strong', ...fairness }]
  }
  const all = actions.all
  const isOf = (number: number, begins: boolean) => (action: number) =>
    all[action]?.thread === number && all[action]?.begins === begins
  const unfair = threads.flatMap((thread, i) => candidate(isOf(i, false), { thread, begun: true }))
  const atRest = threads.flatMap((thread, i) => candidate(isOf(i, true), { thread }))
  const events = new Map(all.map(({ thread, offer }) => [`${thread} ${offer.type}`, { thread, type: offer.type }]))
  const isMoving = (thread: number) => [...taken].some((action) => all[action]?.thread === thread)
  const moving = [...events.values()].filter(({ thread }) => isMoving(thread))
  const ofEvents = moving.flatMap(({ thread, type }) =>
    candidate((action) => all[action]?.thread === thread && all[action]?.offer.type === type, {
      thread: threads[thread] as ThreadRef,
      event: type,
    }),
  )
  return { unfair, other: [...atRest, ...ofEvents] }
}
