/**
 * The largest sets of states in which a run can stay for ever, fairly: it visits all of them again and again, by all the
 * steps between them.
 *
 * A component is such a set if each weak assumption is met in it (a state where nothing it is about can be taken, or a step
 * that it is about), and each strong one (nothing that it is about can be taken anywhere in it, or a step that it is
 * about). Where a weak one is not, none of its parts is fair either. Where a strong one is not, the states are dropped in
 * which it obliges, and the rest is searched again: its parts may be fair without them. A run may also stop: a state
 * without any step to itself is a component, too.
 */
import type { ComponentSearch } from './components.ts'
import type { Fairness } from './fairness.ts'
import { NOWHERE, SOME, type StateGraph } from './state-graph.ts'

/** Assumptions as bits. */
export interface FairnessMasks {
  /** By action: those that it belongs to. */
  readonly covers: Int32Array
  readonly weak: number
  readonly strong: number
}

export function masksOf(fairness: readonly Fairness[], covers: Int32Array): FairnessMasks {
  const bits = (strength: Fairness['strength']) =>
    fairness.reduce((mask, one, bit) => (one.strength === strength ? mask | (1 << bit) : mask), 0)
  return { covers, weak: bits('weak'), strong: bits('strong') }
}

/** The assumptions about something that can be taken in a state. */
export function enabledIn({ first, actions }: StateGraph, { covers }: FairnessMasks, state: number): number {
  let enabled = 0
  const end = first[state + 1] as number
  for (let place = first[state] as number; place < end; place++) enabled |= covers[actions[place] as number] as number
  return enabled
}

/** @param part the states that the run may stay in @param found called with each set; it is reused afterwards */
export function* fairSets(
  graph: StateGraph,
  search: ComponentSearch,
  masks: FairnessMasks,
  part: Int32Array,
  found: (states: Int32Array) => void,
): Generator<void> {
  let rest = part
  while (rest.length > 0) {
    const { states, starts } = yield* search.of(rest)
    const again: number[] = []
    for (let component = 0; component + 1 < starts.length; component++) {
      if (component % SOME === 0) yield
      const members = states.subarray(starts[component], starts[component + 1])
      const { weak, strong } = unmet(graph, search, masks, members)
      if (weak !== 0) continue
      if (strong === 0) found(members)
      else for (const state of members) if ((enabledIn(graph, masks, state) & strong) === 0) again.push(state)
    }
    rest = Int32Array.from(again)
  }
}

/** The assumptions that no run meets which visits all states of a component, by all the steps between them. */
function unmet(graph: StateGraph, { componentOf }: ComponentSearch, masks: FairnessMasks, members: Int32Array) {
  const { first, targets, actions } = graph
  let [sometimes, always, taken] = [0, -1, 0]
  for (const state of members) {
    let enabled = 0
    const end = first[state + 1] as number
    for (let place = first[state] as number; place < end; place++) {
      const covered = masks.covers[actions[place] as number] as number
      enabled |= covered
      const target = targets[place] as number
      if (target !== NOWHERE && componentOf[target] === componentOf[state]) taken |= covered
    }
    sometimes |= enabled
    always &= enabled
  }
  return { weak: masks.weak & always & ~taken, strong: masks.strong & sometimes & ~taken }
}
