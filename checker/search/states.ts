/**
 * The exact state store: every vector found, in the order in which it was found, each once.
 *
 * Vectors are appended, so the store is also the breadth-first queue, and a state's number is its place; ./slots.ts finds
 * the number of a vector. Successors arrive in batches, whose look-ups overlap their cache misses instead of queueing up:
 * one touch at a time, the same search takes twice as long or more once the table outgrows the cache.
 */
import { Batch, batchBytes } from './batch.ts'
import type { Adder } from './generated/arena.ts'
import { hashAt } from './hash.ts'
import { bitsFor, getField, type Layout } from './layout.ts'
import { doPiece, stepsBetween } from './new-layout.ts'
import { FULL, homeOf, keep, numberMask, putIn, scaleOf, touch } from './slots.ts'
import { type MemoryOptions, StateMemory } from './state-memory.ts'

/** What learning has to know of a store. */
export interface Stored {
  readonly layout: Layout
  readonly vectors: Int32Array
  /** The local states of state `number`, by part. */
  locals(number: number): number[]
  /** Bytes that moving to another layout needs on top of what is in use. */
  bytesToRelayout(layout: Layout): number
}

export class StateStore implements Stored {
  layout: Layout
  count = 0
  readonly batch: Batch
  readonly #memory: StateMemory
  /** Everything is being laid out anew: what is left to do. */
  #relayout: Generator<void> | undefined

  constructor(layout: Layout, batchSize: number, options: MemoryOptions = {}) {
    this.layout = layout
    this.batch = new Batch(batchSize, layout.words)
    this.#memory = new StateMemory(layout.words, this.batch, options)
  }

  get vectors(): Int32Array {
    return this.#memory.vectors
  }

  /** By state, the number of the one that it was found from; empty if they are not kept. */
  get parents(): Int32Array {
    return this.#memory.parents
  }

  get keepsParents(): boolean {
    return this.#memory.keepsParents
  }

  get index(): Int32Array {
    return this.#memory.index
  }

  get slots(): number {
    return this.#memory.slots
  }

  /** Bytes in use now. What is allocated and was never written takes up addresses, not memory. */
  get bytes(): number {
    return this.#memory.bytes(this.count) + this.batch.bytes
  }

  /** States that can be numbered; adding a batch that may come to more is refused. */
  get most(): number {
    return Math.floor(this.#memory.mostSlots * FULL)
  }

  /** Whether the batch may be too much to number. */
  get full(): boolean {
    return this.count + this.batch.size > this.most
  }

  bytesToRelayout({ words }: Layout): number {
    const { batch, count } = this
    return this.#memory.bytesToWiden(words, count) + batchBytes(batch.hashes.length, words) - batch.bytes
  }

  /** Adds the initial state: every part in its local state 0. */
  addInitial(): void {
    const { batch, layout } = this
    batch.vectors.fill(0, 0, layout.words)
    batch.hashes[0] = hashAt(batch.vectors, 0, layout.words)
    batch.parents[0] = -1
    batch.outcomes[0] = 0
    batch.sleeps[0] = 0
    batch.size = 1
    this.makeRoom(Number.POSITIVE_INFINITY)
    this.addBatch()
  }

  /** As in ./state-memory.ts. */
  growOn(allowed: number): boolean {
    return this.#memory.growOn(this.count, allowed)
  }

  /** Makes room for the batch, and says whether the store can have it within `allowed` bytes in all. */
  makeRoom(allowed: number): boolean {
    return this.#memory.makeRoom(this.count, allowed)
  }

  /**
   * Adds the batch and empties it; `makeRoom` comes first. Afterwards the new states are numbered from the old `count` on;
   * `batch.added` is how many they are.
   */
  addBatch(): void {
    if (this.full) throw new Error(`more than ${this.most} states cannot be numbered`)
    const shape = { words: this.layout.words, keepsParents: this.keepsParents }
    const add = this.#memory.arena?.adderFor(this.batch, shape)
    if (add === undefined) this.#addBatch()
    else this.#addGenerated(add)
    this.batch.size = 0
  }

  #addGenerated(add: Adder): void {
    const { batch, slots, count } = this
    const { added } = add(0, batch.size, count, 2 ** 31, 0, slots)
    this.count += added
    batch.added = added
  }

  #addBatch(): void {
    const { batch, vectors, parents, index, slots, keepsParents } = this
    const { size, hashes, vectors: found, outcomes, sleeps, numbers, parents: from } = batch
    const { words } = this.layout
    keep(touch(batch, index, slots))
    const scale = scaleOf(slots)
    const bits = bitsFor(slots)
    const mask = numberMask(slots)
    const first = this.count
    let count = first
    for (let i = 0; i < size; i++) {
      const hash = hashes[i] as number
      const tag = hash << bits
      const at = i * words
      for (let slot = homeOf(hash, scale); ; slot++) {
        const entry = index[slot] as number
        if (entry === 0) {
          index[slot] = tag | (count + 1)
          const to = count * words
          for (let k = 0; k < words; k++) vectors[to + k] = found[at + k] as number
          if (keepsParents) parents[count] = from[i] as number
          outcomes[count - first] = outcomes[i] as number
          sleeps[count - first] = sleeps[i] as number
          numbers[count - first] = count
          count++
          break
        }
        if (((entry ^ tag) & ~mask) === 0) {
          const stored = ((entry & mask) - 1) * words
          let k = 0
          while (k < words && vectors[stored + k] === found[at + k]) k++
          if (k === words) break
        }
      }
    }
    this.count = count
    batch.added = count - first
  }

  locals(number: number): number[] {
    return localsAt(this.layout, this.vectors, number)
  }

  /**
   * Moves the stored vectors into another layout, bit by bit, so that nobody has to wait for it. The batch must be empty.
   *
   * @returns whether it did some of that; then it is to be called again, for the same layout, and nothing else be done with
   *   the store before it says no
   */
  relayoutOn(next: Layout): boolean {
    if (next === this.layout) return false
    this.#relayout ??= this.#relayoutTo(next)
    if (this.#relayout.next().done) this.#relayout = undefined
    return true
  }

  *#relayoutTo(next: Layout): Generator<void> {
    const { layout, count, slots } = this
    yield* this.#memory.widen(next.words, count)
    for (const pieces of stepsBetween(layout, next, { runs: [[0, count]], slots }, 1)) {
      for (const piece of pieces) doPiece(piece, this, putIn)
      yield
    }
    this.layout = next
    this.batch.relayout(next.words)
  }
}

export const localsAt = (layout: Layout, vectors: Int32Array, number: number): number[] =>
  Array.from(layout.bits, (_, part) => getField(layout, vectors, number * layout.words, part))
