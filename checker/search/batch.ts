/**
 * Successors on their way into a store, and the filter before it.
 *
 * Most successors that are not new were seen a moment ago: two steps of different threads are taken in either order. The
 * filter knows these, exactly: of all successors that are other states than the one they come from, 44 % in mini, 77 % in
 * two-phase commit.
 */
import type { Memory } from '../webassembly/module.ts'
import type { BenchPlace } from './generated/arena.ts'
import { bitsFor } from './layout.ts'

/** Vectors that the filter remembers, log2: 256 KB, which stay in a processor's own cache. */
const recentBits = (words: number): number => Math.max(8, 16 - bitsFor(words))

/** What generated code works on. */
const MOVED = ['vectors', 'hashes', 'parents', 'outcomes', 'sleeps', 'numbers', 'recent'] as const

/** Where in a memory generated code has a batch: addresses. */
export interface BatchPlaces extends Readonly<Record<(typeof MOVED)[number], number>> {
  readonly memory: Memory
  /** By successor, where its look-up begins in the index; and what is said of how it was added. */
  readonly homes: number
  readonly said: number
}

/** Successors that a batch has room for; measured: half as many, or three times as many, make no difference. */
export const BATCH_SIZE = 1280

/** So few that most batches are full in the middle of a state, as it seldom happens. */
export const FEW_SUCCESSORS = 10

export class Batch {
  size = 0
  /** Successors that are looked up together; a state that has more than there is room for beyond is left in the middle. */
  readonly enough: number
  /** `words` per successor. */
  vectors: Int32Array
  hashes: Int32Array
  /** The number of the state that the successor came from. */
  parents: Int32Array
  /** Which learned outcome led here. */
  outcomes: Int32Array
  /** By successor: the threads that sleep there. */
  sleeps: Int32Array
  /** How many of the last batch were new; of these the numbers, in `outcomes` what led to them, in `sleeps` who sleeps. */
  added = 0
  numbers: Int32Array
  /** The filter: at `words` times the low bits of its hash, a vector that is in the store or in the batch. */
  recent: Int32Array
  /** What to cut a hash down to for the filter. */
  recentMask: number
  /** Where the store can have generated code look it up, if anywhere; and where it is. */
  home: BenchPlace | undefined
  places: BatchPlaces | undefined

  constructor(size: number, words: number) {
    this.enough = Math.floor(0.8 * size)
    this.vectors = new Int32Array(size * words)
    this.hashes = new Int32Array(size)
    this.parents = new Int32Array(size)
    this.outcomes = new Int32Array(size)
    this.sleeps = new Int32Array(size)
    this.numbers = new Int32Array(size)
    this.recent = new Int32Array(words << recentBits(words))
    this.recentMask = (1 << recentBits(words)) - 1
  }

  get bytes(): number {
    return this.vectors.byteLength + this.recent.byteLength + 5 * this.hashes.byteLength
  }

  /** Moves everything to places in a memory, which may be the one where it is. */
  moveTo(places: BatchPlaces): void {
    const old = MOVED.map((name) => this[name].slice())
    for (const [i, name] of MOVED.entries()) {
      const from = old[i] as Int32Array
      this[name] = new Int32Array(places.memory.buffer, places[name], from.length)
      this[name].set(from)
    }
    this.places = places
  }

  /** Forgets what was filtered; the batch must be empty. An empty place of the filter stands for the initial state. */
  relayout(words: number): void {
    this.vectors = new Int32Array(this.hashes.length * words)
    this.recent = new Int32Array(words << recentBits(words))
    this.recentMask = (1 << recentBits(words)) - 1
    this.places = undefined
  }
}

/** Bytes that a batch of `size` takes with vectors of `words`. */
export const batchBytes = (size: number, words: number): number =>
  4 * (size * (words + 5) + (words << recentBits(words)))
