/**
 * Splits the states of a graph into classes until all of a class have the same signature: the moves that a state can
 * make, perhaps after silent ones within its class, each with the class that it leads to (Blom and Orzan, "Distributed
 * branching bisimulation reduction of state spaces", 2003).
 *
 * The graph must have no silent cycles, and silent moves must lead to smaller numbers: then the signatures that another is
 * made of are made before it.
 *
 * Costs: a round per split that makes others necessary, with a look at each state, and a signature for each state that
 * may lead to another class than before.
 */
import { SILENT } from './alphabet.ts'
import type { Budget } from './budget.ts'
import { type Graph, moveTo } from './graph.ts'

/** In ascending order. */
type Signature = readonly number[]

/** By state: its class. Yields after each round. */
export function* refine(graph: Graph, budget: Budget): Generator<void, Int32Array> {
  const { size } = graph
  const classOf = new Int32Array(size)
  /** By class: how many states it has. */
  const sizes = [size]
  const signatures: Signature[] = []
  /** By state, whether its signature may be out of date. */
  const stale = new Uint8Array(size).fill(1)
  const back = graph.reversed()
  for (;;) {
    const fresh = new Map<number, number[]>()
    for (let state = 0; state < size; state++) {
      if (stale[state] === 0) continue
      stale[state] = 0
      budget.store()
      const signature = sign(graph, state, classOf, signatures)
      if (isSame(signature, signatures[state])) continue
      signatures[state] = signature
      const own = classOf[state] as number
      const states = fresh.get(own)
      if (states === undefined) fresh.set(own, [state])
      else states.push(state)
      for (let place = back.first[state] as number; place < (back.first[state + 1] as number); place++) {
        const from = back.targets[place] as number
        if (back.letters[place] === SILENT && classOf[from] === own) stale[from] = 1
      }
    }
    const moved = split(fresh, signatures, classOf, sizes)
    if (moved.length === 0) return classOf
    for (const state of moved) {
      stale[state] = 1
      for (let place = back.first[state] as number; place < (back.first[state + 1] as number); place++)
        stale[back.targets[place] as number] = 1
    }
    yield
  }
}

function sign({ first, letters, targets }: Graph, state: number, classOf: Int32Array, known: Signature[]): Signature {
  const own = classOf[state] as number
  const moves = new Set<number>()
  for (let place = first[state] as number; place < (first[state + 1] as number); place++) {
    const [letter, to] = [letters[place] as number, targets[place] as number]
    const into = classOf[to] as number
    if (letter !== SILENT || into !== own) moves.add(moveTo(letter, into))
    else for (const move of known[to] as Signature) moves.add(move)
  }
  return [...moves].sort((a, b) => a - b)
}

/**
 * Gives states with other signatures than the rest of their class classes of their own. The rest had one signature
 * before, and has it still.
 *
 * @param fresh by class: its states with new signatures
 * @returns the states that have another class now
 */
function split(
  fresh: ReadonlyMap<number, readonly number[]>,
  signatures: readonly Signature[],
  classOf: Int32Array,
  sizes: number[],
): number[] {
  const moved: number[] = []
  for (const [own, states] of fresh) {
    const groups = new Map<string, number[]>()
    for (const state of states) {
      const key = (signatures[state] as Signature).join()
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [state])
      else group.push(state)
    }
    const bySize = [...groups.values()].sort((a, b) => b.length - a.length)
    if (states.length === sizes[own]) bySize.shift() // somebody keeps the number; the fewer get another, the better
    for (const group of bySize) {
      const number = sizes.push(group.length) - 1
      sizes[own] = (sizes[own] as number) - group.length
      for (const state of group) {
        classOf[state] = number
        moved.push(state)
      }
    }
  }
  return moved
}

const isSame = (a: Signature, b: Signature | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((move, i) => move === b[i])
