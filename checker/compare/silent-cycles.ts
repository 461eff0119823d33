/** Finds the cycles of silent moves. */
import { SILENT } from './alphabet.ts'
import type { Graph } from './graph.ts'

/**
 * Numbers the strongly connected components of a graph's silent moves: by state, its component. What a silent move leads
 * to has the same or a smaller number (Tarjan, "Depth-first search and linear graph algorithms", 1972).
 */
export function silentCycles({ first, letters, targets, size }: Graph): Int32Array {
  const componentOf = new Int32Array(size).fill(-1)
  /** By state: when it was found, and the earliest found that it is known to lead back to; 0 for not yet. */
  const found = new Int32Array(size)
  const back = new Int32Array(size)
  /** By state: the move to look at next. */
  const next = Int32Array.from({ length: size }, (_, state) => first[state] as number)
  let time = 0
  let components = 0
  const unassigned: number[] = []
  const path: number[] = []
  const enter = (state: number): void => {
    found[state] = back[state] = ++time
    unassigned.push(state)
    path.push(state)
  }
  for (let root = 0; root < size; root++) {
    if (found[root] !== 0) continue
    enter(root)
    for (let state = path.at(-1); state !== undefined; state = path.at(-1)) {
      const move = next[state] as number
      if (move < (first[state + 1] as number)) {
        next[state] = move + 1
        const to = targets[move] as number
        if (letters[move] !== SILENT) continue
        if (found[to] === 0) enter(to)
        else if (componentOf[to] === -1) back[state] = Math.min(back[state] as number, found[to] as number)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) back[parent] = Math.min(back[parent] as number, back[state] as number)
      if (back[state] !== found[state]) continue
      let member: number | undefined
      do {
        member = unassigned.pop() as number
        componentOf[member] = components
      } while (member !== state)
      components++
    }
  }
  return componentOf
}
