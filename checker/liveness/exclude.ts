/**
 * What would have to be assumed so that a run could not be: whoever can move in its cycle and never does. Whether the
 * cycle itself says that nothing would help is the difference between an unfair scheduler and a livelock.
 */
import type { ThreadRef } from '../network.ts'
import type { Actions } from './actions.ts'
import type { Fairness } from './fairness.ts'
import type { Lasso } from './lasso.ts'
import type { StateGraph } from './state-graph.ts'

/** Threads that never move in the cycle though they can; if there are none, events that are never taken though they can be. */
export function excluding(
  graph: StateGraph,
  actions: Actions,
  threads: readonly ThreadRef[],
  { stem, cycle }: Lasso,
): Fairness[] {
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
  const ofThreads = threads.flatMap((thread, number) => {
    const isBegun = (action: number) => all[action]?.thread === number && all[action]?.begins === false
    const begun = candidate(isBegun, { thread, begun: true })
    return begun.length > 0 ? begun : candidate((action) => all[action]?.thread === number, { thread })
  })
  if (ofThreads.length > 0) return ofThreads
  const events = new Map(all.map(({ thread, offer }) => [`${thread} ${offer.type}`, { thread, type: offer.type }]))
  return [...events.values()].flatMap(({ thread, type }) =>
    candidate((action) => all[action]?.thread === thread && all[action]?.offer.type === type, {
      thread: threads[thread] as ThreadRef,
      event: type,
    }),
  )
}
