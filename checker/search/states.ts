/**
 * The exact state store: every vector found, in the order in which it was found, each once.
 *
 * Vectors are appended, so the store is also the breadth-first queue, and a state's number is its place. The index is an
 * open-addressing table of state numbers: the high bits of a hash say where to look, and the bits of an entry that the
 * number leaves free hold the low bits of the hash, so that few foreign vectors are ever compared.
 *
 * Successors arrive in batches. A batch first touches all its index slots, then all the vectors those point to, and only
 * then compares: each pass is a row of independent loads, so cache misses overlap instead of queueing up. One probe at a
 * time, the same search takes twice as long or more once the table outgrows the cache.
 *
 * Most successors that are not new were seen a moment ago: two steps of different threads are taken in either order. A
 * small filter in front of the batch knows these, exactly: of all successors that are other states than the one they come
 * from, 44 % in mini, 77 % in two-phase commit.
 */
import { bitsFor, getField, type Layout, repack } from './layout.ts'

/** Successors on their way into the store. */
interface Batch {
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

/** Fraction of the index that may be filled before it grows. */
const FULL = 0.8

/** Slots below which the index grows fourfold: 64 MB too many at most, and it is filled anew half as often. */
const SMALL_INDEX = 1 << 23

/**
 * Slots that the index may have: with one bit more, none would be left of a hash in an entry. Four fifths of them are
 * 1.7 thousand million states.
 */
const MOST_SLOTS = 2 ** 31

/** Bytes below which the vectors grow fourfold. What is never written costs addresses only, what is moved costs time. */
const SMALL_STORE = 1 << 28

/** Vectors that the filter remembers, log2: 256 KB, which stay in a processor's own cache. */
const recentBits = (words: number): number => Math.max(8, 16 - bitsFor(words))

export class StateStore {
  layout: Layout
  count = 0
  vectors: Int32Array
  parents: Int32Array
  readonly batch: Batch
  /** The filter: at `words` times the low bits of its hash, a vector that is in the store or in the batch. */
  recent: Int32Array
  #index = new Int32Array(1 << 10)
  /** By successor in the batch: the first slot that is free or may be its. */
  readonly #slots: Int32Array
  /** Keeps the touching loads alive: without a use the compiler may drop them. */
  sink = 0

  readonly #mostSlots: number

  /** @param mostSlots fewer than can be, for tests */
  constructor(layout: Layout, batchSize: number, mostSlots = MOST_SLOTS) {
    this.layout = layout
    this.#mostSlots = mostSlots
    this.vectors = new Int32Array(256 * layout.words)
    this.parents = new Int32Array(256)
    this.recent = new Int32Array(layout.words << recentBits(layout.words))
    this.#slots = new Int32Array(batchSize)
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

  /** Bytes that moving to another layout needs on top of `bytes`, while old and new vectors both exist. */
  bytesToRelayout({ words }: Layout): number {
    if (words === this.layout.words) return this.count * 4 * words
    return (this.count + this.batch.hashes.length + (1 << recentBits(words))) * 4 * words
  }

  /** States that can be numbered; adding a batch that may come to more is refused. */
  get most(): number {
    return Math.floor(this.#mostSlots * FULL)
  }

  /** Whether the batch may be too much to number. */
  get full(): boolean {
    return this.count + this.batch.size > this.most
  }

  #bytesOf(count: number): number {
    return count * 4 * (this.layout.words + 1)
  }

  /** What to cut a hash down to for the filter. */
  get recentMask(): number {
    return (1 << recentBits(this.layout.words)) - 1
  }

  /** Adds the initial state: every part in its local state 0. That is also what an empty place of the filter stands for. */
  addInitial(): void {
    const { batch, layout } = this
    batch.vectors.fill(0, 0, layout.words)
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
    if (this.full) throw new Error(`more than ${this.most} states cannot be numbered`)
    this.#reserve(this.count + this.batch.size)
    const { batch, vectors, parents } = this
    const { hashes } = batch
    const places = this.#slots
    const found = batch.vectors
    const index = this.#index
    const words = this.layout.words
    const slots = index.length - 1
    const bits = bitsFor(index.length)
    const down = 32 - bits
    const size = batch.size
    let touched = 0
    for (let i = 0; i < size; i++) touched ^= index[(hashes[i] as number) >>> down] as number
    for (let i = 0; i < size; i++) {
      const hash = hashes[i] as number
      const tag = hash << bits
      let slot = hash >>> down
      let entry = index[slot] as number
      while (entry !== 0 && ((entry ^ tag) & ~slots) !== 0) {
        slot = (slot + 1) & slots
        entry = index[slot] as number
      }
      places[i] = slot
      // an empty slot touches vector 0, which costs nothing, nor does a branch
      const number = (entry & slots) - 1
      touched ^= vectors[(number & ~(number >> 31)) * words] as number
    }
    this.sink ^= touched
    const first = this.count
    let count = first
    for (let i = 0; i < size; i++) {
      const hash = hashes[i] as number
      const tag = hash << bits
      const from = i * words
      let slot = places[i] as number
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
          const stored = ((entry & slots) - 1) * words
          let k = 0
          while (k < words && vectors[stored + k] === found[from + k]) k++
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
    this.recent = new Int32Array(next.words << recentBits(next.words))
    this.batch.vectors = new Int32Array(this.batch.hashes.length * next.words)
    this.#rebuildIndex()
  }

  #reserve(count: number): void {
    if (count > this.parents.length) {
      const room = Math.max(count, this.parents.length * (this.vectors.byteLength < SMALL_STORE ? 4 : 2))
      this.parents = grown(this.parents, room)
      this.vectors = grown(this.vectors, room * this.layout.words)
    }
    const slots = this.#slotsFor(count)
    if (slots > this.#index.length) this.#growIndex(slots)
  }

  #slotsFor(count: number): number {
    let slots = this.#index.length
    while (count > slots * FULL) slots *= slots < SMALL_INDEX ? 4 : 2
    return slots
  }

  /**
   * Slots are the high bits of a hash, so walking the old index in order fills the new one in order; what is read at
   * random are the vectors, touched first. At 6.7 million states 40 ns each; in the order of numbers it is 57.
   */
  #growIndex(size: number): void {
    const { vectors } = this
    const { words } = this.layout
    const old = this.#index
    const oldSlots = old.length - 1
    const index = new Int32Array(size)
    const slots = size - 1
    const bits = bitsFor(size)
    const down = 32 - bits
    const numbers = new Int32Array(1 << 10)
    let touched = 0
    for (let first = 0; first < old.length; first += numbers.length) {
      let found = 0
      for (let slot = first; slot < first + numbers.length; slot++) {
        const entry = old[slot] as number
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
    const bits = bitsFor(index.length)
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
