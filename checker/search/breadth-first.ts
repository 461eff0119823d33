/**
 * Breadth-first search.
 *
 * Finds:    a shortest path to a broken invariant, a broken step property, an illegal event or a deadlock.
 * Visits:   every reachable state once, by distance; at one distance, in the order in which the network declares its
 *           threads and their machines their events. The level in which something broke is finished, so that counts
 *           and the choice among equally short paths do not depend on batch sizes.
 * Costs:    one vector, one index slot and, if asked for, one parent number per state. Nothing is allocated per edge.
 * Not for:  liveness.
 */

import { BATCH_SIZE, type Batch, FEW_SUCCESSORS } from './batch.ts'
import type { CompiledNetwork } from './compiled-network.ts'
import { expand, type Place, placeAt, type Signal } from './expand.ts'
import { Expansion, type Found, type Limit, type Structural } from './expansion.ts'
import { arenaBytes } from './generated/arena.ts'
import { guarded } from './guarded.ts'
import { learnStep } from './learn-step.ts'
import { nobodySleeps, SleepSets } from './sleep-sets.ts'
import { SMALL } from './state-memory.ts'
import { StateStore } from './states.ts'

export type { Found } from './expansion.ts'

/** Why the search came back. */
export type Pause = 'time' | 'done' | 'large' | Limit

interface Limits {
  readonly maxStates: number
  /** Bytes of search memory. */
  readonly maxMemory: number
  /** Whether to keep which state each was found from; by default so. */
  readonly parents?: boolean
}

export class BreadthFirst {
  readonly store: StateStore
  depth = 0
  /** It searches alone. */
  readonly workers = 1
  /** What the machine said when it gave no more memory. */
  refusal: string | undefined

  readonly #compiled: CompiledNetwork
  readonly #expansion: Expansion
  readonly #limits: Limits
  /** The number of the first state of each level. */
  readonly #levels = [0]
  /** States numbered below this are at most `depth` steps away. */
  #levelEnd = 1
  readonly #place: Place = placeAt(0)
  readonly #sleepSets = new SleepSets()

  readonly #large: number

  /**
   * @param limits looked at again and again, so they may change
   * @param large come back as `large` before a level, once more states than this are stored
   */
  constructor(compiled: CompiledNetwork, structural: Structural, limits: Limits, large = Number.POSITIVE_INFINITY) {
    const { maxMemory, parents = true } = limits
    this.#large = large
    this.#compiled = compiled
    this.#limits = limits
    const most = arenaBytes(compiled.shortcuts)
    const { patient } = compiled.shortcuts
    const generated = most === undefined ? {} : { generated: { most, from: patient ? SMALL : 0 } }
    const batchSize = patient ? BATCH_SIZE : FEW_SUCCESSORS
    this.store = new StateStore(compiled.layout, batchSize, { limit: maxMemory, parents, ...generated })
    const room = { addBatch: () => this.#addBatch(), mayUse: (bytes: number) => this.bytes + bytes <= limits.maxMemory }
    this.#expansion = new Expansion(compiled, this.store, structural, room, this.#sleepSets)
    this.store.addInitial()
    this.#expansion.judge(0, undefined)
  }

  get found(): Found | undefined {
    return this.#expansion.found
  }

  get illegalIgnored(): number {
    return this.#expansion.illegalIgnored
  }

  get states(): number {
    return this.store.count
  }

  /** States found and not yet expanded. */
  get queue(): number {
    return this.store.count - this.head
  }

  /** States that can be numbered. */
  get most(): number {
    return this.store.most
  }

  /** The number of the state being expanded: everything before it has been. */
  get head(): number {
    return this.#place.head
  }

  get bytes(): number {
    return this.store.bytes + this.#bytesBeside
  }

  /** Searches on until something ends it or `deadline` (in `performance.now()` milliseconds) has passed. */
  run(deadline: number): Pause {
    try {
      return guarded(this, () => this.#run(deadline))
    } finally {
      this.#expansion.settle()
    }
  }

  #run(deadline: number): Pause {
    if (this.depth === 0 && this.found !== undefined) return 'done'
    const { maxStates } = this.#limits
    for (let turn = 1; ; turn++) {
      if (this.store.relayoutOn(this.#compiled.layout) || this.store.growOn(this.#allowed)) {
        if (performance.now() > deadline) return 'time'
        continue
      }
      const came = this.#expansion.turn(this.#place, this.#levelEnd)
      if (came === 'end') {
        if (this.found !== undefined || this.store.count === this.#levelEnd) return 'done'
        if (this.store.count > maxStates) return 'max-states'
        this.#levels.push(this.#levelEnd)
        this.depth++
        this.#levelEnd = this.store.count
        if (this.store.count > this.#large) return 'large'
      } else if (came === 'batch') {
        if (this.store.count > maxStates && this.found === undefined) return 'max-states'
      } else if (came !== 'on') return came
      if (turn % 16 === 0 && performance.now() > deadline) return 'time'
    }
  }

  /** As in ./counterexample.ts. */
  finish(): boolean {
    while (this.store.relayoutOn(this.#compiled.layout));
    return true
  }

  /** The states on the way to `state`, without the initial one. */
  pathTo(state: number): number[] {
    const path: number[] = []
    for (let at = state; at > 0; at = this.#parentOf(at)) path.push(at)
    return path.reverse()
  }

  /** The state from which `state` was found: the first of the level before that has a step to it. */
  #parentOf(state: number): number {
    const { store } = this
    if (store.keepsParents) return store.parents[state] as number
    const { batch } = store
    const starts = [...this.#levels, this.#levelEnd]
    const level = starts.findLastIndex((first) => first <= state)
    const place = placeAt(starts[level - 1] as number)
    for (let signal: Signal = 'batch'; signal !== 'end'; ) {
      const steps = { ...this.#compiled.steps(), checksSteps: false, filters: false }
      signal = expand(steps, store.vectors, batch, place, starts[level] as number, nobodySleeps)
      const at = indexOf(batch, store.vectors, state, steps.words)
      batch.size = 0
      if (at >= 0) return batch.parents[at] as number
      // known, but not yet listed anew since vectors were last laid out anew
      if (signal === 'unlearned') learnStep(this.#compiled, store, place, { illegalEvents: true, mayUse: () => true })
    }
    throw new Error(`internal: nothing leads to state ${state}`)
  }

  /** Bytes that the states may come to. */
  get #allowed(): number {
    return this.#limits.maxMemory - this.#bytesBeside
  }

  get #bytesBeside(): number {
    return this.#compiled.bytes + this.#sleepSets.bytes + this.#expansion.bytes
  }

  #addBatch(): Limit | undefined {
    const { store } = this
    if (store.full) return 'max-numbers'
    const first = store.count
    const { head } = this.#place
    const coming = first + store.batch.size
    if (!store.makeRoom(this.#allowed - this.#sleepSets.bytesToKeep(head, coming))) return 'max-memory'
    this.#sleepSets.keep(head, coming)
    store.addBatch()
    this.#sleepSets.add(first, store.batch.sleeps, store.batch.added)
    return undefined
  }
}

/** Where in the batch the vector of state `number` is; -1 if it is not. */
function indexOf(batch: Batch, vectors: Int32Array, number: number, words: number): number {
  for (let i = 0; i < batch.size; i++) {
    let k = 0
    while (k < words && batch.vectors[i * words + k] === vectors[number * words + k]) k++
    if (k === words) return i
  }
  return -1
}
