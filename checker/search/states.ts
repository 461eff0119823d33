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

/** Per-word seeds, so that equal words in different places hash differently. */
export const hashSeed = (word: number): number => Math.imul(word + 1, 0x9e3779b1)

/**
 * One word's share of a vector's hash; the whole hash is the exclusive or of the shares, so that a step which changes
 * one word of many pays for one word.
 */
export function hashWord(value: number, seed: number): number {
  let h = Math.imul(value ^ seed, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Fraction of the index that may be filled before it doubles. */
const FULL = 0.8

export class StateStore {
  layout: Layout
  count = 0
  vectors: Int32Array
  parents: Int32Array
  readonly batch: Batch
  #index = new Int32Array(1 << 10)
  /** Keeps the touching loads alive: without a use the compiler may drop them. */
  sink = 0

  constructor(layout: Layout, batchSize: number) {
    this.layout = layout
    this.vectors = new Int32Array(256 * layout.words)
    this.parents = new Int32Array(256)
    this.batch = {
      size: 0,
      vectors: new Int32Array(batchSize * layout.words),
      hashes: new Int32Array(batchSize),
      parents: new Int32Array(batchSize),
      outcomes: new Int32Array(batchSize),
    }
  }

  /** Bytes held now. */
  get bytes(): number {
    const { batch } = this
    return this.vectors.byteLength + this.parents.byteLength + this.#index.byteLength + batch.vectors.byteLength
  }

  /** Bytes that adding a batch may need on top of `bytes`, while old and new arrays both exist. */
  get bytesToGrow(): number {
    const coming = this.count + this.batch.size
    const vectors = coming * this.layout.words > this.vectors.length ? 2 * this.vectors.byteLength : 0
    const parents = coming > this.parents.length ? 2 * this.parents.byteLength : 0
    const index = coming > this.#index.length * FULL ? this.#index.byteLength : 0
    return vectors + parents + index
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
    const size = batch.size
    let touched = 0
    for (let i = 0; i < size; i++) touched ^= index[(hashes[i] as number) & slots] as number
    for (let i = 0; i < size; i++) {
      const entry = index[(hashes[i] as number) & slots] as number
      if ((entry & slots) !== 0) touched ^= vectors[((entry & slots) - 1) * words] as number
    }
    this.sink ^= touched
    const first = this.count
    let count = first
    for (let i = 0; i < size; i++) {
      const hash = hashes[i] as number
      const from = i * words
      let slot = hash & slots
      for (;;) {
        const entry = index[slot] as number
        if (entry === 0) {
          index[slot] = (hash & ~slots) | (count + 1)
          const to = count * words
          for (let k = 0; k < words; k++) vectors[to + k] = found[from + k] as number
          parents[count] = batch.parents[i] as number
          batch.outcomes[count - first] = batch.outcomes[i] as number
          count++
          break
        }
        if (((entry ^ hash) & ~slots) === 0) {
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
    const vectors = new Int32Array(Math.max(256, this.parents.length) * next.words)
    repack(old, next, this.vectors, this.count, vectors)
    this.layout = next
    this.vectors = vectors
    this.batch.vectors = new Int32Array(this.batch.hashes.length * next.words)
    this.#rebuildIndex(this.#index.length)
  }

  #reserve(count: number): void {
    if (count > this.parents.length) {
      const room = Math.max(count, this.parents.length * (this.parents.length < 1 << 22 ? 2 : 1.5)) | 0
      this.parents = grown(this.parents, room)
      this.vectors = grown(this.vectors, room * this.layout.words)
    }
    let slots = this.#index.length
    while (count > slots * FULL) slots *= 2
    if (slots > this.#index.length) this.#rebuildIndex(slots)
  }

  #rebuildIndex(size: number): void {
    this.#index = new Int32Array(0) // so that old and new are never held at once
    const index = new Int32Array(size)
    const slots = size - 1
    const { words } = this.layout
    for (let number = 0; number < this.count; number++) {
      const hash = this.#hashAt(this.vectors, number * words)
      let slot = hash & slots
      while (index[slot] !== 0) slot = (slot + 1) & slots
      index[slot] = (hash & ~slots) | (number + 1)
    }
    this.#index = index
  }

  #hashAt(vectors: Int32Array, base: number): number {
    let hash = 0
    for (let k = 0; k < this.layout.words; k++) hash ^= hashWord(vectors[base + k] as number, hashSeed(k))
    return hash
  }
}

function grown(array: Int32Array, length: number): Int32Array {
  const next = new Int32Array(length)
  next.set(array)
  return next
}
