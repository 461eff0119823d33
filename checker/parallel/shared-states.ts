/**
 * One thread's view of states in memory that all threads of a search share.
 *
 * As in ../search/states.ts a state's number is its place among the vectors, and ../search/slots.ts finds numbers. Threads
 * take numbers in runs, so that no two write the same vector. A vector is written before its number is put into the index,
 * by one compare-and-exchange: who reads the number finds the vector. Nobody waits for anybody.
 */
import { BATCH_SIZE, Batch } from '../search/batch.ts'
import { type Adder, Arena, type ArenaPlan } from '../search/generated/arena.ts'
import { bitsFor } from '../search/layout.ts'
import { doPiece, type Piece } from '../search/new-layout.ts'
import type { Asleep } from '../search/sleep-sets.ts'
import {
  claimMemory,
  homeOf,
  keep,
  numberMask,
  type Part,
  putInAmongOthers,
  scaleOf,
  spreadPart,
  touch,
} from '../search/slots.ts'
import type { Memory } from '../webassembly/module.ts'

/** Numbers that a thread takes at a time. What was found together has most successors in common, and the filter is small. */
export const RUN = 1 << 12

/** How many numbers a thread may come to take beyond a limit: it looks at the limit after each batch. */
export const BEYOND = BATCH_SIZE + RUN

/** Places in the control words, in cache lines of their own: numbers taken so far, and how many may be. */
export const TAKEN = 0
export const MOST = 16
/** Whether threads are asked to rest; the next run of a level's states to be expanded. */
export const REST = 32
export const NEXT_RUN = 48
export const CONTROL_WORDS = 64

/** What threads share. Buffers are sent as such: of an array over one, messages cut the length off at 32 bits. */
export interface Buffers {
  /** Where states and their index are: in an arena, or each in a buffer. */
  readonly states:
    | { readonly plan: ArenaPlan; readonly memory: Memory }
    | { readonly vectors: SharedArrayBuffer; readonly index: SharedArrayBuffer }
  readonly control: SharedArrayBuffer
  readonly sleepSets: SharedArrayBuffer
}

/** How the buffers are used; it changes only while all threads rest. */
export interface Shape {
  /** Of a vector. */
  readonly words: number
  /** How often states have been laid out anew, and whether they have been moved out of an arena. */
  readonly layouts: number
  readonly isMoved: boolean
  readonly slots: number
  /** As in ../search/sleep-sets.ts. */
  readonly mask: number
  readonly floor: number
  /** Successors that each thread's batch has room for. */
  readonly batchSize: number
}

/** Numbers of states, from the first up to, but not with, the last. */
export type Run = readonly [from: number, to: number]

export class SharedStates implements Asleep {
  vectors: Int32Array
  index: Int32Array
  readonly control: Int32Array
  readonly sets: Int32Array
  readonly batch: Batch
  readonly #thread: number
  #arena: Arena | undefined
  #shape: Shape
  /** Numbers that are this thread's own to give. */
  #next = 0
  #end = 0
  /** Where the present run of new states began, and the runs before it. */
  #begun = 0
  #runs: Run[] = []

  /** @param thread the number of the thread whose view it is */
  constructor({ states, control, sleepSets }: Buffers, shape: Shape, thread: number) {
    this.#thread = thread
    this.control = new Int32Array(control)
    this.sets = new Int32Array(sleepSets)
    this.batch = new Batch(shape.batchSize, shape.words)
    this.#shape = shape
    const arrays = arraysOf(states)
    this.vectors = arrays.vectors
    this.index = arrays.index
    if (arrays instanceof Arena) {
      this.#arena = arrays
      this.batch.home = arrays.bench(thread)
    }
  }

  get shape(): Shape {
    return this.#shape
  }

  get mask(): number {
    return this.#shape.mask
  }

  get floor(): number {
    return this.#shape.floor
  }

  /** Takes over what the main thread has changed; the batch must be empty. */
  follow(shape: Shape, buffers?: Buffers): void {
    if (shape.isMoved && !this.#shape.isMoved && buffers !== undefined) {
      const { vectors, index } = arraysOf(buffers.states)
      this.vectors = vectors
      this.index = index
      this.#arena = undefined
      this.batch.home = undefined
    }
    if (shape.layouts !== this.#shape.layouts) this.batch.relayout(shape.words)
    this.#shape = shape
  }

  /** Spreads a part of the index; other threads may be at other parts of its group. */
  spread(part: Part): void {
    const { words } = this.#shape
    claimMemory(this.index, part)
    if (this.#arena === undefined) spreadPart(this.index, part, this.vectors, words, putInAmongOthers)
    else this.#arena.spread(part, words, this.#thread)
  }

  /** Does a piece of what lays states out anew; other threads may be at other pieces of its step. */
  relayout(piece: Piece): void {
    const { vectors, index } = this
    doPiece(piece, { vectors, index, slots: this.#shape.slots }, putInAmongOthers)
  }

  /** Numbers that were taken and are no states yet. */
  get unused(): Run {
    return [this.#next, this.#end]
  }

  /** The runs of states that this thread has added since it was last asked. */
  collect(): Run[] {
    if (this.#next > this.#begun) this.#runs.push([this.#begun, this.#next])
    const runs = this.#runs
    this.#runs = []
    this.#begun = this.#next
    return runs
  }

  /** Adds the batch and empties it. `batch.added` is how many were new, `batch.numbers` which. */
  addBatch(): void {
    const add = this.#arena?.adderFor(this.batch, { words: this.#shape.words, keepsParents: false })
    if (add === undefined) this.#addBatch()
    else this.#addGenerated(add)
    this.batch.size = 0
  }

  #addGenerated(add: Adder): void {
    const { batch, sets } = this
    const { slots, mask: ring, floor } = this.#shape
    const { size } = batch
    for (let at = 0, added = 0; ; ) {
      const came = add(at, size, this.#next, this.#end, added, slots)
      this.#next = came.next
      at = came.at
      added = came.added
      batch.added = added
      if (at === size) break
      this.#next = this.#take(this.#next)
      this.#end = this.#next + RUN
    }
    const { numbers, sleeps, added } = batch
    for (let i = 0; i < added; i++) {
      const number = numbers[i] as number
      if (number >= floor) sets[number & ring] = sleeps[i] as number
    }
  }

  #addBatch(): void {
    const { batch, vectors, index, sets } = this
    const { slots, words, mask: ring, floor } = this.#shape
    const { size, hashes, vectors: found, outcomes, sleeps, numbers } = batch
    keep(touch(batch, index, slots))
    const scale = scaleOf(slots)
    const bits = bitsFor(slots)
    const mask = numberMask(slots)
    let next = this.#next
    let end = this.#end
    let added = 0
    for (let i = 0; i < size; i++) {
      const hash = hashes[i] as number
      const tag = hash << bits
      const at = i * words
      let isWritten = false
      for (let slot = homeOf(hash, scale); ; slot++) {
        let entry = index[slot] as number
        if (entry === 0) {
          if (!isWritten) {
            if (next === end) {
              next = this.#take(next)
              end = next + RUN
            }
            const to = next * words
            for (let k = 0; k < words; k++) vectors[to + k] = found[at + k] as number
            if (next >= floor) sets[next & ring] = sleeps[i] as number
            isWritten = true
          }
          entry = Atomics.compareExchange(index, slot, 0, tag | (next + 1))
          if (entry === 0) {
            outcomes[added] = outcomes[i] as number
            numbers[added] = next++
            added++
            break
          }
        }
        if (((entry ^ tag) & ~mask) === 0) {
          const stored = ((entry & mask) - 1) * words
          let k = 0
          while (k < words && vectors[stored + k] === found[at + k]) k++
          if (k === words) break
        }
      }
    }
    this.#next = next
    this.#end = end
    batch.added = added
  }

  /** Takes a run of numbers; it may go on from `next`, where the present one ends. */
  #take(next: number): number {
    const from = Atomics.add(this.control, TAKEN, RUN)
    if (from === next) return from
    if (next > this.#begun) this.#runs.push([this.#begun, next])
    this.#begun = from
    return from
  }
}

function arraysOf(states: Buffers['states']): Arena | { readonly vectors: Int32Array; readonly index: Int32Array } {
  if ('plan' in states) return new Arena(states.plan, states.memory)
  return { vectors: new Int32Array(states.vectors), index: new Int32Array(states.index) }
}
