/**
 * The shared states as the main thread has them: it alone makes room and lays out anew, while all other threads rest.
 *
 * Memory is reserved for the limit at once: what is never written takes up addresses only. So the vectors never move, and
 * the index grows where it is.
 */

import { BATCH_SIZE } from '../search/batch.ts'
import { type Arena, arenaFor, ROOM_TO_LEAVE } from '../search/generated/arena.ts'
import type { Layout } from '../search/layout.ts'
import { stepsBetween } from '../search/new-layout.ts'
import { lengthFor, moveSets } from '../search/sleep-sets.ts'
import {
  CROWDED,
  FULL,
  fill,
  grownSlots,
  isCrowded,
  lengthOf,
  MOST_SLOTS,
  partsOf,
  usefulSlots,
} from '../search/slots.ts'
import { copyPart, inParts } from '../search/state-arrays.ts'
import { localsAt, type StateStore, type Stored } from '../search/states.ts'
import type { Crew } from './crew.ts'
import {
  BEYOND,
  type Buffers,
  CONTROL_WORDS,
  MOST,
  NEXT_RUN,
  REST,
  RUN,
  type Run,
  type Shape,
  SharedStates,
  TAKEN,
} from './shared-states.ts'

/** Slots that there are at least, so that what threads add before they look at a limit is little beside them. */
const LEAST_SLOTS = 1 << 20

/** Sleep sets that there is room for at least. */
const LEAST_SLEEP_SETS = 1 << 14

/** Elements that a typed array can have. */
const LONGEST = 2 ** 32 - 1

export class SharedStore implements Stored {
  layout: Layout
  buffers: Buffers
  /** The main thread's own view. */
  readonly states: SharedStates
  /** Threads that add states, the main thread among them. */
  readonly #threads: number
  readonly #limit: number
  #arena: Arena | undefined
  /** Numbers taken before the present level. */
  #before: number

  /**
   * @param store what was found up to now
   * @param limit bytes that the states and their index may come to
   * @param most bytes that an arena may come to, where generated code adds to them; without a number there is none
   * @throws RangeError if the machine does not give as many addresses
   */
  constructor(store: StateStore, threads: number, limit: number, most: number | undefined) {
    const { layout, count } = store
    const { words } = layout
    this.#threads = threads
    this.#limit = limit
    const arena = most === undefined ? undefined : arenaFor({ words, keepsParents: false, threads, limit, most })
    const soon = 2 * count > store.slots ? grownSlots(store.slots) : store.slots
    const start = Math.max(Math.min(LEAST_SLOTS, arena?.plan.slots ?? LEAST_SLOTS), soon)
    this.#arena = start <= (arena?.plan.slots ?? 0) ? arena : undefined
    this.buffers = {
      states:
        this.#arena === undefined
          ? this.#buffersElsewhere(words, start)
          : { plan: this.#arena.plan, memory: this.#arena.memory },
      control: new SharedArrayBuffer(4 * CONTROL_WORDS),
      sleepSets: new SharedArrayBuffer(4 * lengthFor(LEAST_SLEEP_SETS, this.#mostElsewhere(words))),
    }
    this.layout = layout
    const batchSize = store.batch.hashes.length
    const mask = LEAST_SLEEP_SETS - 1
    const shape = { words, layouts: 0, isMoved: false, slots: start, mask, floor: count, batchSize }
    this.states = new SharedStates(this.buffers, shape, 0)
    this.#before = count
    const { vectors, index, control } = this.states
    vectors.set(store.vectors.subarray(0, count * words))
    fill(index, start, vectors, words, 0, count)
    control[TAKEN] = count
  }

  /** States that buffers can ever have room for. */
  #mostElsewhere(words: number): number {
    return Math.floor(Math.min(this.#limit / 4 + this.#threads * BEYOND * words, LONGEST) / words)
  }

  #buffersElsewhere(words: number, start: number): { vectors: SharedArrayBuffer; index: SharedArrayBuffer } {
    const slots = Math.floor(this.#limit / (4 * words * FULL + 4))
    return {
      vectors: new SharedArrayBuffer(4 * words * this.#mostElsewhere(words)),
      index: new SharedArrayBuffer(4 * lengthOf(Math.min(MOST_SLOTS, Math.max(start, slots)))),
    }
  }

  get vectors(): Int32Array {
    return this.states.vectors
  }

  get batch() {
    return this.states.batch
  }

  get control(): Int32Array {
    return this.states.control
  }

  /** Whether fewer numbers are taken than may be. */
  get hasRoom(): boolean {
    return this.taken <= Atomics.load(this.control, MOST)
  }

  /** Lets threads begin with the first run of a level. All but a few of its states have been numbered since the last one. */
  beginLevel(): void {
    Atomics.store(this.control, NEXT_RUN, 0)
    this.states.follow({ ...this.#shape, floor: this.#before })
    this.#before = this.taken
  }

  beginRound(): void {
    Atomics.store(this.control, REST, 0)
  }

  askToRest(): void {
    Atomics.store(this.control, REST, 1)
  }

  /** Numbers given to threads; up to a run of each are not yet states. */
  get taken(): number {
    return Atomics.load(this.control, TAKEN)
  }

  /** Bytes in use now, with the threads' batches. */
  get bytes(): number {
    return this.#bytesOfStates + this.#bytesBeside
  }

  /** Numbers that can be taken at most, for want of bits in an entry or of elements in an array. */
  get most(): number {
    const { words } = this.#shape
    return Math.min(MOST_SLOTS * FULL, this.vectors.length / words - this.#slack)
  }

  /** How many slots the index should have, if more than it has, within `allowed` bytes. */
  moreSlots(allowed: number): number | undefined {
    if (!this.#isFull) return undefined
    const { words, slots } = this.#shape
    const useful = usefulSlots(allowed - this.#bytesBeside, 4 * words)
    const more = Math.min(grownSlots(slots), useful, this.#arena?.plan.slots ?? MOST_SLOTS)
    return more > 1.05 * slots ? more : undefined
  }

  /** Has the index spread over more slots by many threads. After a signal nothing can be found in it any more. */
  async spreadBy(crew: Crew, slots: number, signal: AbortSignal | undefined): Promise<void> {
    const { buffers } = this
    const shape = this.#shape
    for (const parts of partsOf(this.states.index, shape.slots, slots, crew.size)) {
      if (parts.length > 1) await crew.spread(parts.map((part) => ({ buffers, shape, part })))
      else for (const part of parts) this.states.spread(part)
      if (signal?.aborted) return
    }
    this.states.follow({ ...shape, slots })
  }

  /**
   * Lets more states be numbered, by more slots if need be.
   *
   * @param allowed bytes that `bytes` may come to
   * @param wished states beyond which there is no need
   * @returns whether threads can go on
   */
  makeRoom(allowed: number, wished: number): boolean {
    const more = this.moreSlots(allowed)
    if (more !== undefined) this.#spread(more)
    if (this.mustLeave(allowed)) for (const _ of this.#leave());
    const slack = this.#slack
    this.#growSleepSets(2 * slack)
    const { words, mask, floor } = this.#shape
    const free = allowed - this.#bytesBeside
    const bySleepSets = floor + mask + 1
    const byIndex = (this.#isFull ? CROWDED : FULL) * this.#shape.slots
    const byMemory = (free - 4 * lengthOf(this.#shape.slots)) / (4 * words)
    const most = Math.floor(
      Math.min(Math.min(byIndex, byMemory, bySleepSets, this.most) - slack, wished + this.#threads * RUN),
    )
    Atomics.store(this.control, MOST, most)
    return this.taken <= most && !this.#isCrowded
  }

  /** Whether there may soon be more states than the arena has room for, and there is the memory to move. */
  mustLeave(allowed: number): boolean {
    if (this.#arena === undefined || this.taken + 3 * this.#slack <= this.vectors.length / this.#shape.words)
      return false
    return ROOM_TO_LEAVE * this.#bytesOfStates <= allowed
  }

  /** Moves everything out of the arena, unless a signal comes first, while all threads rest. */
  async leaveBy(signal: AbortSignal | undefined): Promise<void> {
    for (const _ of this.#leave()) {
      await new Promise(setImmediate)
      if (signal?.aborted) return
    }
  }

  *#leave(): Generator<void> {
    const { words, slots } = this.#shape
    const next = this.#buffersElsewhere(words, slots)
    const to = { vectors: new Int32Array(next.vectors), index: new Int32Array(next.index) }
    for (const part of inParts({ index: lengthOf(slots), vectors: this.taken * words })) {
      copyPart(this.states, to, part)
      yield
    }
    this.#arena = undefined
    this.buffers = { ...this.buffers, states: next }
    this.states.follow({ ...this.#shape, isMoved: true }, this.buffers)
  }

  locals(number: number): number[] {
    return localsAt(this.layout, this.vectors, number)
  }

  bytesToRelayout({ words }: Layout): number {
    const { taken } = this
    const more = taken * 4 * (words - this.#shape.words)
    if (!this.#mustLeaveFor(words)) return taken * words > this.vectors.length ? Number.POSITIVE_INFINITY : more
    const isRoomElsewhere = taken <= this.#mostElsewhere(this.#shape.words) * (this.#shape.words / words)
    return isRoomElsewhere ? more + this.#bytesOfStates : Number.POSITIVE_INFINITY
  }

  /** Whether vectors of so many words have no room in the arena. */
  #mustLeaveFor(words: number): boolean {
    return this.#arena !== undefined && (this.taken + 3 * this.#slack) * words > this.vectors.length
  }

  /** Bytes that states take with their index. */
  get #bytesOfStates(): number {
    const { words, slots } = this.#shape
    return this.taken * 4 * words + 4 * lengthOf(slots)
  }

  /** Numbers that other threads have taken and not used; to be told before states are laid out anew. */
  unused: readonly Run[] = []

  /**
   * Has states moved into another layout by many threads. Afterwards there has to be made room for more; after a signal
   * nothing can be found among them any more.
   */
  async relayoutBy(crew: Crew, next: Layout, signal: AbortSignal | undefined): Promise<void> {
    const { words } = next
    if (this.#mustLeaveFor(words)) await this.leaveBy(signal)
    if (signal?.aborted) return
    if (this.taken * words > this.vectors.length) throw new Error('internal: states laid out anew outgrow their array')
    const { buffers } = this
    const shape = this.#shape
    const states = { runs: this.#runs(), slots: shape.slots }
    for (const pieces of stepsBetween(this.layout, next, states, crew.size)) {
      if (pieces.length > 1) await crew.relayout(pieces.map((piece) => ({ buffers, shape, piece })))
      else for (const piece of pieces) this.states.relayout(piece)
      if (signal?.aborted) return
    }
    this.layout = next
    this.states.follow({ ...shape, words, layouts: shape.layouts + 1 })
  }

  /** The numbers of all states. */
  #runs(): Run[] {
    const gaps = [...this.unused, this.states.unused].filter(([begin, end]) => begin < end).sort(([a], [b]) => a - b)
    const ends = [...gaps.map(([begin]) => begin), this.taken]
    return ends.map((end, i) => [gaps[i - 1]?.[1] ?? 0, end] as const)
  }

  get #shape(): Shape {
    return this.states.shape
  }

  /** Numbers that threads may take beyond a limit. */
  get #slack(): number {
    return this.#threads * BEYOND
  }

  get #isFull(): boolean {
    return this.taken + this.#slack > FULL * this.#shape.slots || this.#isCrowded
  }

  get #isCrowded(): boolean {
    return isCrowded(this.states.index, this.#shape.slots, this.#threads * BATCH_SIZE)
  }

  /** Bytes of the threads' batches and of who sleeps. */
  get #bytesBeside(): number {
    return this.#threads * this.batch.bytes + 4 * (this.#shape.mask + 1)
  }

  /** Gives room to the sleep sets of all states since the floor, and of some more. */
  #growSleepSets(more: number): void {
    const { mask, floor } = this.#shape
    const { sets } = this.states
    const length = Math.min(lengthFor(mask + 1, this.taken - floor + more), sets.length)
    if (length === mask + 1) return
    moveSets(sets, mask, sets, length - 1, floor, this.taken)
    this.states.follow({ ...this.#shape, mask: length - 1 })
  }

  #spread(slots: number): void {
    const from = this.#shape.slots
    this.states.spread({ from, to: slots, low: 0, high: lengthOf(from) })
    this.states.follow({ ...this.#shape, slots })
  }
}
