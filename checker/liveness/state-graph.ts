/**
 * All states of a network and all steps between them, also those that lead back to where they start: what questions
 * about whole runs need, and the breadth-first search forgets.
 *
 * States keep the numbers that the search gave them, so 0 is the initial one. The steps of a state are one row, in the
 * order of the threads and of the events that they are offered.
 * A step that tells an illegal event leads nowhere, and out of every run: what comes after it the model does not say. Its
 * thread can take it, so whoever is obliged to go on does not stay before it for ever.
 * Costs: 6 bytes a step, and 4 a state; while it is made, 5 to 20 bytes a state more.
 */
import type { CompiledNetwork } from '../search/compiled-network.ts'
import { finish, mix } from '../search/hash.ts'
import { bitsFor } from '../search/layout.ts'
import type { StateStore } from '../search/states.ts'
import { leafAt, NOTHING, OUTCOME } from '../search/tables.ts'
import type { Actions } from './actions.ts'
import type { Predicate } from './properties.ts'

/** Where a step leads that tells an illegal event. */
export const NOWHERE = -1

/** States between two looks at the clock. */
export const SOME = 1 << 12

export class StateGraph {
  readonly size: number
  /** By state: the place of its first step. The next state's first step is the end of the row. */
  readonly first: Int32Array
  readonly targets: Int32Array
  /** By place: the number of the step's action. */
  readonly actions: Uint16Array

  constructor(states: number, steps: number) {
    this.size = states
    this.first = new Int32Array(states + 1)
    this.targets = new Int32Array(steps)
    this.actions = new Uint16Array(steps)
  }
}

/** Bytes that the graph takes, with the index that is needed while it is made. */
export const bytesOfGraph = (states: number, steps: number): number => 4 * states + 6 * steps + 4 * slotsFor(states)

/** Makes the graph of a search that has come to its end. */
export function* graphOf(compiled: CompiledNetwork, store: StateStore, actions: Actions): Generator<void, StateGraph> {
  const graph = new StateGraph(store.count, compiled.transitions())
  const index = new Index(store)
  for (let state = 0; state < store.count; state++) {
    index.add(state)
    if (state % SOME === 0) yield
  }
  const { layout, tables, learner } = compiled
  const { words } = layout
  const { vectors } = store
  const parts = learner.network.threads.map((_, thread) => learner.threadPart(thread))
  const found = new Int32Array(words)
  let place = 0
  for (let state = 0; state < store.count; state++) {
    if (state % SOME === 0) yield
    const base = state * words
    for (const [thread, part] of parts.entries()) {
      const field = vectors[base + (layout.word[part] as number)] as number
      const local = (field >>> (layout.shift[part] as number)) & (layout.mask[part] as number)
      const { roots, actions: numbers } = actions.choices(thread, local)
      for (let choice = 0; choice < roots.length; choice++) {
        const root = roots[choice] as number
        // a choice that the search dropped with others of its row may not have been followed to its leaf here
        const leaf = leafAt(tables.code, root, vectors, base) || tables.resolve(root, store.locals(state))
        if (leaf === NOTHING) continue
        if (leaf === 0) throw new Error('internal: a step was never learned; please report this model')
        if (compiled.outcomes[tables.code[-leaf] as number]?.fired.length === 0) {
          graph.targets[place] = NOWHERE
          graph.actions[place] = numbers[choice] as number
          place++
          continue
        }
        const change = OUTCOME - leaf
        for (let k = 0; k < words; k++)
          found[k] =
            ((vectors[base + k] as number) & (tables.code[change + k] as number)) |
            (tables.code[change + words + k] as number)
        graph.targets[place] = index.find(found)
        graph.actions[place] = numbers[choice] as number
        place++
      }
    }
    graph.first[state + 1] = place
  }
  return graph
}

/** By state: whether something is true in it, 1 if so. */
export function* truthOf(
  compiled: CompiledNetwork,
  store: StateStore,
  watched: number,
): Generator<void, Uint8Array<ArrayBuffer>> {
  const truth = new Uint8Array(store.count)
  const { tables, layout } = compiled
  const root = tables.verdicts[watched] as number
  for (let state = 0; state < store.count; state++) {
    if (state % SOME === 0) yield
    if (leafAt(tables.code, root, store.vectors, state * layout.words) === 0)
      compiled.learnVerdict(watched, store.locals(state))
    if (leafAt(tables.code, root, store.vectors, state * layout.words) !== NOTHING) truth[state] = 1
  }
  return truth
}

/** A predicate is learned like a witness. */
export const watchable = (name: string, reached: Predicate) => ({ kind: 'witness', name, reached }) as const

const slotsFor = (states: number): number => 2 ** bitsFor(Math.ceil((states + 1) * 1.5))

/** Finds the number of a stored vector. */
class Index {
  readonly #slots: Int32Array
  readonly #store: StateStore

  constructor(store: StateStore) {
    this.#store = store
    this.#slots = new Int32Array(slotsFor(store.count))
  }

  add(state: number): void {
    const { words } = this.#store.layout
    const from = this.#store.vectors.subarray(state * words, (state + 1) * words)
    const last = this.#slots.length - 1
    let slot = hashOf(from) & last
    while (this.#slots[slot] !== 0) slot = (slot + 1) & last
    this.#slots[slot] = state + 1
  }

  find(vector: Int32Array): number {
    const { words } = this.#store.layout
    const { vectors } = this.#store
    const last = this.#slots.length - 1
    for (let slot = hashOf(vector) & last; ; slot = (slot + 1) & last) {
      const state = (this.#slots[slot] as number) - 1
      if (state < 0) throw new Error('internal: a step leads to no stored state; please report this model')
      let k = 0
      while (k < words && vectors[state * words + k] === vector[k]) k++
      if (k === words) return state
    }
  }
}

function hashOf(vector: Int32Array): number {
  let hash = 0
  for (const word of vector) hash = mix(hash, word)
  return finish(hash)
}
