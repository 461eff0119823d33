/** Writes all that a network can do into a graph. */
import type { Budget } from './budget.ts'
import { type Graph, moveTo } from './graph.ts'
import { INITIAL, type ObservedSteps, OVER } from './observed-steps.ts'

/** The graph's first state, where runs of either network are after their ends. */
const END = 0

/** Adds every state that the network can reach, and says which of the graph's states is the initial one. */
export function* explore(steps: ObservedSteps, graph: Graph, budget: Budget): Generator<void, number> {
  if (graph.size === END) graph.add([])
  const initial = graph.size
  const inGraph = (state: number) => (state === OVER ? END : initial + state - INITIAL)
  for (let state = INITIAL; state < INITIAL + steps.count; state++) {
    budget.allowStates(state)
    graph.add(steps.from(state).map(({ letter, to }) => moveTo(letter, inGraph(to))))
    if (state % 256 === 0) yield
  }
  return initial
}
