/**
 * Strongly connected components of a part of a graph: Tarjan's algorithm, without recursion.
 *
 * Costs: 16 bytes a state of the graph, taken once for many searches, and 4 bytes a state searched.
 */
import { NOWHERE, SOME, type StateGraph } from './state-graph.ts'

/** The states searched, component by component. */
interface Components {
  readonly states: Int32Array
  /** By component: the place of its first state in `states`. The last is the end. */
  readonly starts: readonly number[]
}

/** Not in the part that is searched. */
const OUTSIDE = -1
const UNSEEN = 0

export class ComponentSearch {
  /** By state: the component that it was last found in, each with a number of its own; 0 for none. */
  readonly componentOf: Int32Array
  readonly #graph: StateGraph
  /** By state: OUTSIDE, UNSEEN, or when it was found. */
  readonly #found: Int32Array
  /** By state: the earliest state still on the stack that it leads to. */
  readonly #low: Int32Array
  /** By state: the step to follow next. */
  readonly #next: Int32Array
  /** Over all searches, so that states left out of one are not taken for members of its components. */
  #components = 0

  constructor(graph: StateGraph) {
    this.#graph = graph
    this.componentOf = new Int32Array(graph.size)
    this.#found = new Int32Array(graph.size).fill(OUTSIDE)
    this.#low = new Int32Array(graph.size)
    this.#next = new Int32Array(graph.size)
  }

  /** Bytes for a graph of so many states, with what one search takes. */
  static bytesFor(states: number): number {
    return 28 * states
  }

  /** @param part the states to search; steps to others do not count */
  *of(part: Int32Array): Generator<void, Components> {
    const { first, targets } = this.#graph
    const { componentOf } = this
    const [foundAt, low, next] = [this.#found, this.#low, this.#next]
    for (const state of part) {
      foundAt[state] = UNSEEN
      componentOf[state] = 0
      next[state] = first[state] as number
    }
    const done = new Int32Array(part.length)
    const starts: number[] = []
    // the stack of states without a component yet, from the front, and the path that is being followed, from the back
    const stack = new Int32Array(part.length)
    const path = new Int32Array(part.length)
    let [time, ended, stacked, depth] = [0, 0, 0, 0]
    const enter = (state: number) => {
      time++
      foundAt[state] = time
      low[state] = time
      stack[stacked++] = state
      path[depth++] = state
    }
    let turns = 0
    for (const root of part) {
      if (foundAt[root] !== UNSEEN) continue
      enter(root)
      while (depth > 0) {
        if (turns++ % SOME === 0) yield
        const state = path[depth - 1] as number
        const place = next[state] as number
        if (place < (first[state + 1] as number)) {
          next[state] = place + 1
          const target = targets[place] as number
          if (target === NOWHERE) continue
          const found = foundAt[target] as number
          if (found === UNSEEN) enter(target)
          else if (found !== OUTSIDE && componentOf[target] === 0) low[state] = Math.min(low[state] as number, found)
          continue
        }
        depth--
        if (depth > 0) {
          const before = path[depth - 1] as number
          low[before] = Math.min(low[before] as number, low[state] as number)
        }
        if (low[state] !== foundAt[state]) continue
        starts.push(ended)
        this.#components++
        for (let member = OUTSIDE; member !== state; ) {
          member = stack[--stacked] as number
          componentOf[member] = this.#components
          done[ended++] = member
        }
      }
    }
    for (const state of part) foundAt[state] = OUTSIDE
    starts.push(ended)
    return { states: done, starts }
  }
}
