/**
 * The subset construction, as far as it is asked for: in which states of a graph one may be after a word.
 *
 * A set is closed under silent steps, and then leaves out the states that have no others: what those lead to is in the
 * set. So a set is empty after a word that can be shown and that nothing can follow; a word that cannot be shown leads to
 * no set at all.
 */
import { SILENT } from './alphabet.ts'
import type { Budget } from './budget.ts'
import type { Graph } from './graph.ts'

interface StateSet {
  /** In ascending order. */
  readonly members: Int32Array
  /** A bit for each member, of the 32 that there are. */
  readonly signature: number
  /** By letter; made when first asked for. */
  after: ReadonlyMap<number, number> | undefined
}

/** Answers of `isSubset` that are kept: the same sets are compared for state after state. Three times as fast. */
const KEPT = 1 << 16

export class StateSets {
  readonly initial: number
  readonly #graph: Graph
  readonly #budget: Budget
  readonly #sets: StateSet[] = []
  readonly #numbers = new Map<string, number>()
  /** By state: the last closure that came across it. */
  readonly #seen: Int32Array
  #closures = 0
  /** By a hash of the question: the two sets, and the answer. */
  readonly #kept = new Int32Array(3 * KEPT).fill(-1)

  constructor(graph: Graph, initial: number, budget: Budget) {
    this.#graph = graph
    this.#budget = budget
    this.#seen = new Int32Array(graph.size)
    this.initial = this.#close([initial])
  }

  /** By letter that can be shown next: the set that it leads to. */
  after(set: number): ReadonlyMap<number, number> {
    const from = this.#at(set)
    if (from.after === undefined) {
      const { first, letters, targets } = this.#graph
      const reached = new Map<number, number[]>()
      for (const state of from.members)
        for (let place = first[state] as number; place < (first[state + 1] as number); place++) {
          const [letter, to] = [letters[place] as number, targets[place] as number]
          if (letter === SILENT) continue
          const states = reached.get(letter)
          if (states === undefined) reached.set(letter, [to])
          else states.push(to)
        }
      from.after = new Map([...reached].map(([letter, states]) => [letter, this.#close(states)]))
    }
    return from.after
  }

  size(set: number): number {
    return this.#at(set).members.length
  }

  has(set: number, state: number): boolean {
    const { members } = this.#at(set)
    let [low, high] = [0, members.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((members[middle] as number) < state) low = middle + 1
      else high = middle
    }
    return members[low] === state
  }

  /** Whether every member of one set is in the other. */
  isSubset(small: number, large: number): boolean {
    if (small === large) return true
    const slot = 3 * ((Math.imul(small, 0x9e3779b1) ^ large) & (KEPT - 1))
    const kept = this.#kept
    if (kept[slot] !== small || kept[slot + 1] !== large) {
      kept[slot] = small
      kept[slot + 1] = large
      kept[slot + 2] = containsAll(this.#at(large), this.#at(small)) ? 1 : 0
    }
    return kept[slot + 2] === 1
  }

  #at(set: number): StateSet {
    return this.#sets[set] as StateSet
  }

  #close(states: readonly number[]): number {
    const { first, letters, targets } = this.#graph
    const closure = ++this.#closures
    const open: number[] = []
    const reach = (state: number) => {
      if (this.#seen[state] === closure) return
      this.#seen[state] = closure
      open.push(state)
    }
    for (const state of states) reach(state)
    const members: number[] = []
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      let shows = false
      for (let place = first[state] as number; place < (first[state + 1] as number); place++)
        if (letters[place] === SILENT) reach(targets[place] as number)
        else shows = true
      if (shows) members.push(state)
    }
    return this.#number(Int32Array.from(members).sort())
  }

  #number(members: Int32Array): number {
    const key = Buffer.from(members.buffer).toString('latin1')
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#budget.store()
    const signature = members.reduce((bits, member) => bits | (1 << (Math.imul(member, 0x9e3779b1) >>> 27)), 0)
    const number = this.#sets.push({ members, signature, after: undefined }) - 1
    this.#numbers.set(key, number)
    return number
  }
}

function containsAll(large: StateSet, small: StateSet): boolean {
  if (small.members.length > large.members.length || (small.signature & ~large.signature) !== 0) return false
  let at = 0
  for (const member of small.members) {
    while ((large.members[at] as number) < member) at++
    if (large.members[at] !== member) return false
    at++
  }
  return true
}
