/** Shortest paths from the initial state, and from there on through states in which something is still awaited. */
import { NOWHERE, SOME, type StateGraph } from './state-graph.ts'

export const UNREACHED = -1

/** By state: how far it is, and which step leads to it on a shortest path. */
export interface Distances {
  readonly length: Int32Array
  readonly from: Int32Array
  /** The place of the step. */
  readonly by: Int32Array
  /** The states reached, nearest first. */
  readonly reached: Int32Array
}

export const bytesOfDistances = (states: number): number => 16 * states

/** @param stays by state: 1 where a path may go; without it everywhere @param starts the length at which paths start there */
function* spread(
  graph: StateGraph,
  starts: Iterable<readonly [state: number, length: number]>,
  stays?: Uint8Array,
): Generator<void, Distances> {
  const { first, targets, size } = graph
  const length = new Int32Array(size).fill(UNREACHED)
  const from = new Int32Array(size).fill(UNREACHED)
  const by = new Int32Array(size)
  const queue = new Int32Array(size)
  let [head, end] = [0, 0]
  // starts come nearest first, so the two rows are merged like sorted lists
  const coming = starts[Symbol.iterator]()
  let start = coming.next()
  for (let turns = 0; ; turns++) {
    if (turns % SOME === 0) yield
    const nearest = head < end ? (length[queue[head] as number] as number) : Number.POSITIVE_INFINITY
    if (!start.done && start.value[1] <= nearest) {
      const [state, at] = start.value
      if (length[state] === UNREACHED) {
        length[state] = at
        queue[end++] = state
      }
      start = coming.next()
      continue
    }
    if (head === end) break
    const state = queue[head++] as number
    const last = first[state + 1] as number
    for (let place = first[state] as number; place < last; place++) {
      const target = targets[place] as number
      if (target === NOWHERE || length[target] !== UNREACHED || stays?.[target] === 0) continue
      length[target] = (length[state] as number) + 1
      from[target] = state
      by[target] = place
      queue[end++] = target
    }
  }
  return { length, from, by, reached: queue.subarray(0, end) }
}

/** From the initial state. */
export const fromStart = (graph: StateGraph) => spread(graph, [[0, 0]])

/** From the states in which `since` is true, as far as they are, through states in which `until` is not. */
export function fromSince(graph: StateGraph, start: Distances, since: Uint8Array | undefined, until: Uint8Array) {
  const awaited = until.map((truth) => 1 - truth)
  const isStart = (state: number) => awaited[state] === 1 && since?.[state] !== 0
  function* starts(): Generator<readonly [number, number]> {
    for (const state of start.reached) if (isStart(state)) yield [state, start.length[state] as number]
  }
  return spread(graph, starts(), awaited)
}
