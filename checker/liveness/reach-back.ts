/** From which states one can still get somewhere: backwards from there. */
import { NOWHERE, SOME, type StateGraph } from './state-graph.ts'

/** All steps backwards: by state, the states that they come from. */
export interface Backwards {
  readonly first: Int32Array
  readonly sources: Int32Array
}

export const bytesBackwards = (states: number, steps: number): number => 13 * states + 4 * steps

export function* backwards({ first, targets, size }: StateGraph): Generator<void, Backwards> {
  const firstBack = new Int32Array(size + 1)
  for (const target of targets) if (target !== NOWHERE) firstBack[target + 1] = (firstBack[target + 1] as number) + 1
  for (let state = 0; state < size; state++)
    firstBack[state + 1] = (firstBack[state + 1] as number) + (firstBack[state] as number)
  const next = firstBack.slice(0, size)
  const sources = new Int32Array(targets.length)
  for (let state = 0; state < size; state++) {
    if (state % SOME === 0) yield
    const end = first[state + 1] as number
    for (let place = first[state] as number; place < end; place++) {
      const target = targets[place] as number
      if (target === NOWHERE) continue
      sources[next[target] as number] = state
      next[target] = (next[target] as number) + 1
    }
  }
  return { first: firstBack, sources }
}

/** By state: 1 where some path leads to a state of `goal`. */
export function* reachBack(back: Backwards, goal: Uint8Array): Generator<void, Uint8Array> {
  const reaches = goal.slice()
  const queue = new Int32Array(goal.length)
  let end = 0
  for (let state = 0; state < goal.length; state++) if (goal[state] === 1) queue[end++] = state
  for (let head = 0; head < end; head++) {
    if (head % SOME === 0) yield
    const state = queue[head] as number
    const last = back.first[state + 1] as number
    for (let place = back.first[state] as number; place < last; place++) {
      const source = back.sources[place] as number
      if (reaches[source] === 1) continue
      reaches[source] = 1
      queue[end++] = source
    }
  }
  return reaches
}
