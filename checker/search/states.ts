/**
 * The exact state store: every vector found, in the order in which it was found, each once.
 *
 * Vectors are appended, so the store is also the breadth-first queue, and a state's number is its place. The index is an
 * open-addressing table of state numbers; the bits of an entry that the number leaves free hold the same bits of the
 * hash, so that few foreign vectors are ever compared.
 *
 * Successors arrive in batches. A batch first touches all its index slots, then all the vectors those point to, and only
 * then probes: each pass is a row of independent loads, so cache misses overlap instead of queueing up. One probe at a
 * time, the same search takes twice as long or more once the table outgrows the cache.
 */
import { getField, type Layout, repack, setField } from './layout.ts'

/** Successors on their way into the store. */
export interface Batch {
  size: number
  /** `words` per successor. */
  vectors: Int32Array
  readonly hashes: Int32Array
  /** The number of the state that the successor came from. */
  readonly parents: Int32Array
  /** Which learned outcome led here. */
  readonly outcomes: Int32Array
}

/** Takes one more word of a vector into its hash. */
export const mix = (hash: number, word: number): number => {
  const h = Math.imul(hash ^ word, 0x9e3779b1)
  return h ^ (h >>> 15)
}

/** Spreads what `mix` collected over all bits. */
export const finish = (hash: number): number => {
  const h = Math.imul(hash, 0xc2b2ae35)
  return h ^ (h >>> 13)
}

/** Fraction of the index that may be filled before it doubles. */
const FULL = 0.8

/** log2 of the vectors that the filter remembers. */
export const RECENT = 15

export class StateStore {
  layout: Layout
  count = 0
  vectors: Int32Array
  parents: Int32Array
  readonly batch: Batch
  /** The latest vectors by hash, so that a successor seen a moment ago needs no look-up. */
  recent: Int32Array
  #index = new Int32Array(1 << 10)
  readonly #numbers = new Int32Array(1 << 10)
  readonly #hashes = new Int32Array(1 << 10)
  /** Keeps the touching loads alive: without a use the compiler may drop them. */
  sink = 0

  constructor(layout: Layout, batchSize: number) {
    this.layout = layout
    this.vectors = new Int32Array(256 * layout.words)
    this.parents = new Int32Array(256)
    this.recent = new Int32Array(layout.words << RECENT)
    this.batch = {
      size: 0,
      vectors: new Int32Array(batchSize * layout.words),
      hashes: new Int32Array(batchSize),
      parents: new Int32Array(batchSize),
      outcomes: new Int32Array(batchSize),
    }
  }

  /** Bytes in use now. What is allocated and was never written takes up addresses, not memory. */
  get bytes(): number {
    const { batch, recent } = this
    return this.#bytesOf(this.count) + this.#index.byteLength + batch.vectors.byteLength + recent.byteLength
  }

  /** Bytes that adding a batch may need on top of `bytes`, while old and new arrays both exist. */
  get bytesToGrow(): number {
    const coming = this.count + this.batch.size
    const moved = coming > this.parents.length ? coming : this.batch.size
    const slots = this.#slotsFor(coming)
    return this.#bytesOf(moved) + (slots > this.#index.length ? 4 * slots : 0)
  }

  #bytesOf(count: number): number {
    return count * 4 * (this.layout.words + 1)
  }

  /** Adds one vector, given as a local state per part. For the initial state. */
  addInitial(locals: readonly number[]): void {
    const { batch, layout } = this
    batch.vectors.fill(0, 0, layout.words)
    locals.forEach((local, part) => {
      setField(layout, batch.vectors, 0, part, local)
    })
    batch.hashes[0] = this.#hashAt(batch.vectors, 0)
    batch.parents[0] = -1
    batch.outcomes[0] = 0
    batch.size = 1
    this.addBatch()
  }

  /**
   * Adds the batch and empties it. Afterwards the new states are numbered from the old `count` on, and
   * `batch.outcomes[i]` is the outcome that led to the i-th of them.
   */
  addBatch(): void {
    this.#reserve(this.count + this.batch.size)
    const { batch, vectors, parents } = this
    const { hashes } = batch
    const found = batch.vectors
    const index = this.#index
    const words = this.layout.words
    const slots = index.length - 1
    const bits = 32 - Math.clz32(slots)
    const down = 32 - bits
    const size = batch.size
    let touched = 0
    for (let i = 0; i < size; i++) touched ^= index[(hashes[i] as number) >>> down] as number
    for (let i = 0; i < size; i++) {
      const hash = hashes[i] as number
      const entry = index[hash >>> down] as number
      // all ones if the tags differ or the slot is empty: then vector 0 is touched, which costs nothing, nor does a branch
      const foreign = (entry ^ (hash << bits)) & ~slots
      const skip = ((foreign | -foreign) >> 31) | (((entry & slots) - 1) >> 31)
      touched ^= vectors[(((entry & slots) - 1) & ~skip) * words] as number
    }
    this.sink ^= touched
    const first = this.count
    let count = first
    for (let i = 0; i < size; i++) {
      const hash = hashes[i] as number
      const tag = hash << bits
      const from = i * words
      let slot = hash >>> down
      for (;;) {
        const entry = index[slot] as number
        if (entry === 0) {
          index[slot] = tag | (count + 1)
          const to = count * words
          for (let k = 0; k < words; k++) vectors[to + k] = found[from + k] as number
          parents[count] = batch.parents[i] as number
          batch.outcomes[count - first] = batch.outcomes[i] as number
          count++
          break
        }
        if (((entry ^ tag) & ~slots) === 0) {
          const at = ((entry & slots) - 1) * words
          let k = 0
          while (k < words && vectors[at + k] === found[from + k]) k++
          if (k === words) break
        }
        slot = (slot + 1) & slots
      }
    }
    this.count = count
    batch.size = 0
  }

  /** The local states of state `number`, by part. */
  locals(number: number): number[] {
    return Array.from(this.layout.bits, (_, part) =>
      getField(this.layout, this.vectors, number * this.layout.words, part),
    )
  }

  /** Moves every stored vector into another layout. The batch must be empty. */
  relayout(next: Layout): void {
    const old = this.layout
    if (next === old) return
    const vectors = new Int32Array(Math.max(256, this.parents.length) * next.words)
    repack(old, next, this.vectors, this.count, vectors)
    this.layout = next
    this.vectors = vectors
    this.recent = new Int32Array(next.words << RECENT)
    this.batch.vectors = new Int32Array(this.batch.hashes.length * next.words)
    this.#rebuildIndex()
  }

  #reserve(count: number): void {
    if (count > this.parents.length) {
      const room = Math.max(count, this.parents.length * (this.vectors.byteLength < 1 << 28 ? 4 : 2))
      this.parents = grown(this.parents, room)
      this.vectors = grown(this.vectors, room * this.layout.words)
    }
    const slots = this.#slotsFor(count)
    if (slots > this.#index.length) this.#growIndex(slots)
  }

  #slotsFor(count: number): number {
    let slots = this.#index.length
    while (count > slots * FULL) slots *= slots < 1 << 23 ? 4 : 2
    return slots
  }

  /**
   * Doubles the index. Slots are the high bits of a hash, so walking the old index in order fills the new one in order;
   * what is read at random are the vectors, which a first pass touches. Adding by number, which writes at random, takes
   * four times as long.
   */
  #growIndex(size: number): void {
    const { vectors } = this
    const { words } = this.layout
    const old = this.#index
    const hashes = this.#hashes
    const numbers = this.#numbers
    const index = new Int32Array(size)
    const slots = size - 1
    const bits = 32 - Math.clz32(slots)
    const down = 32 - bits
    const oldSlots = old.length - 1
    let touched = 0
    for (let first = 0; first < old.length; first += hashes.length) {
      const last = first + hashes.length
      let found = 0
      for (let at = first; at < last; at++) {
        const entry = old[at] as number
        if (entry === 0) continue
        const number = (entry & oldSlots) - 1
        numbers[found++] = number
        touched ^= vectors[number * words] as number
      }
      for (let i = 0; i < found; i++) {
        const number = numbers[i] as number
        const hash = this.#hashAt(vectors, number * words)
        let slot = hash >>> down
        while (index[slot] !== 0) slot = (slot + 1) & slots
        index[slot] = (hash << bits) | (number + 1)
      }
    }
    this.sink ^= touched
    this.#index = index
  }

  /** For vectors that were laid out anew: their hashes are others. */
  #rebuildIndex(): void {
    const index = this.#index.fill(0)
    const { words } = this.layout
    const slots = index.length - 1
    const bits = 32 - Math.clz32(slots)
    const down = 32 - bits
    for (let number = 0; number < this.count; number++) {
      const hash = this.#hashAt(this.vectors, number * words)
      let slot = hash >>> down
      while (index[slot] !== 0) slot = (slot + 1) & slots
      index[slot] = (hash << bits) | (number + 1)
    }
  }

  #hashAt(vectors: Int32Array, base: number): number {
    let hash = 0
    for (let k = 0; k < this.layout.words; k++) hash = mix(hash, vectors[base + k] as number)
    return finish(hash)
  }
}

function grown(array: Int32Array, length: number): Int32Array {
  const next = new Int32Array(length)
  next.set(array)
  return next
}
