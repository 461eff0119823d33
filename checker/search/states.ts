/**
 * The exact state store: every vector found, in the order in which it was found, each once.
 *
 * Vectors are appended, so the store is also the breadth-first queue, and a state's number is its place; ./slots.ts finds
 * the number of a vector. Successors arrive in batches, whose look-ups overlap their cache misses instead of queueing up:
 * one touch at a time, the same search takes twice as long or more once the table outgrows the cache.
 *
 * Arrays start small and are copied as they grow. From some size on they are in an arena, where generated code adds to them:
 * ./generated/arena.ts. What does not go there, or no longer, is in arrays as long as the limit of memory allows. What is
 * never written takes up addresses, not memory.
 */
import { Batch, batchBytes } from './batch.ts'
import { type Adder, type Arena, arenaFor, MOST_BYTES, ROOM_TO_LEAVE } from './generated/arena.ts'
import { hashAt } from './hash.ts'
import { bitsFor, getField, type Layout, repack } from './layout.ts'
import {
  CROWDED,
  FULL,
  fill,
  grownSlots,
  homeOf,
  isCrowded,
  keep,
  lengthOf,
  MOST_SLOTS,
  numberMask,
  type Part,
  partsOf,
  scaleOf,
  spreadPart,
  touch,
  usefulSlots,
} from './slots.ts'
import { allocate, copyPart, inParts, longer, type StateArrays } from './state-arrays.ts'

/** What learning has to know of a store. */
export interface Stored {
  readonly layout: Layout
  readonly vectors: Int32Array
  /** The local states of state `number`, by part. */
  locals(number: number): number[]
  /** Bytes that moving to another layout needs on top of what is in use. */
  bytesToRelayout(layout: Layout): number
  /** Moves every stored vector into another layout. The batch must be empty. */
  relayout(layout: Layout): void
}

interface StoreOptions {
  /** Bytes that the store may come to; without a limit its arrays are copied as long as they grow. */
  readonly limit?: number
  /** Whether to keep which state each was found from: 4 bytes each. */
  readonly parents?: boolean
  /** Fewer than can be, for tests. */
  readonly mostSlots?: number
  /** States from which on generated code adds to them; without a number it never does. */
  readonly generatedFrom?: number
  /** Bytes that an arena may come to; fewer than can be, for tests. */
  readonly arenaBytes?: number
}

/** States up to which arrays are copied as they grow, fourfold. */
export const SMALL = 1 << 18

/** Elements that a typed array can have. */
const LONGEST = 2 ** 32 - 1

const START = 256
const START_SLOTS = 1 << 10

export class StateStore implements Stored {
  layout: Layout
  count = 0
  vectors: Int32Array
  /** Empty if they are not kept. */
  parents: Int32Array
  readonly batch: Batch
  readonly keepsParents: boolean
  index: Int32Array = new Int32Array(lengthOf(START_SLOTS))
  slots = START_SLOTS
  /** States that there is room for. */
  #room = START
  /** The index is being spread over more slots: what is left to do. */
  #growth: { readonly slots: number; readonly parts: Part[] } | undefined
  #arena: Arena | undefined
  /** Everything is being moved out of the arena: what is left to do. */
  #leaving: { readonly to: StateArrays; readonly parts: ReturnType<typeof inParts<keyof StateArrays>> } | undefined
  #generatedFrom: number
  readonly #limit: number
  readonly #mostSlots: number
  readonly #arenaBytes: number

  constructor(layout: Layout, batchSize: number, options: StoreOptions = {}) {
    const { limit = Number.POSITIVE_INFINITY, parents = true, mostSlots = MOST_SLOTS } = options
    const { generatedFrom = Number.POSITIVE_INFINITY, arenaBytes = MOST_BYTES } = options
    this.#generatedFrom = generatedFrom
    this.#arenaBytes = arenaBytes
    this.layout = layout
    this.keepsParents = parents
    this.#limit = limit
    this.#mostSlots = mostSlots
    this.vectors = new Int32Array(START * layout.words)
    this.parents = new Int32Array(parents ? START : 0)
    this.batch = new Batch(batchSize, layout.words)
  }

  /** Bytes in use now. What is allocated and was never written takes up addresses, not memory. */
  get bytes(): number {
    return this.count * this.#bytesOfState() + 4 * lengthOf(this.slots) + this.batch.bytes
  }

  /** States that can be numbered; adding a batch that may come to more is refused. */
  get most(): number {
    return Math.floor(this.#mostSlots * FULL)
  }

  /** Whether the batch may be too much to number. */
  get full(): boolean {
    return this.count + this.batch.size > this.most
  }

  bytesToRelayout({ words }: Layout): number {
    const { batch, layout, count, vectors } = this
    const copied = count * words > vectors.length ? count * 4 * words : count * 4 * (words - layout.words)
    return copied + batchBytes(batch.hashes.length, words) - batch.bytes
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

  /**
   * Makes the index larger in good time, bit by bit, so that nobody has to wait for it.
   *
   * @returns whether it did some of that; then it may be called again, and no batch be added before it says no
   */
  growOn(allowed: number): boolean {
    const { batch } = this
    const coming = this.count + batch.hashes.length
    if (this.#growth === undefined) {
      if (this.#leaving !== undefined || this.#mustLeave(coming, allowed)) return this.#leaveOn(coming)
      if (coming <= this.slots * FULL) return false
      const free = allowed - coming * this.#bytesOfState() - batch.bytes
      if (!this.#beginGrowth(coming, allowed, free)) return false
    }
    this.#spreadOn()
    return true
  }

  /** Makes room for the batch, and says whether the store can have it within `allowed` bytes in all. */
  makeRoom(allowed: number): boolean {
    const coming = this.count + this.batch.size
    const free = allowed - coming * this.#bytesOfState() - this.batch.bytes
    if (this.#arena === undefined) {
      if (coming > this.#generatedFrom && this.#bytesOfAll < free) this.#enter(coming)
    } else if (coming > this.#room) {
      if (!this.#mustLeave(coming, allowed)) return false
      this.#leaveAtOnce(coming)
    }
    const moved = coming > this.#room ? this.count * this.#bytesOfState() : 0
    if (moved + 4 * lengthOf(this.slots) > free) return false
    if (coming > this.slots * FULL || this.#isCrowded) {
      if (this.#beginGrowth(coming, allowed, free)) while (this.#growth !== undefined) this.#spreadOn()
      else if (coming > this.slots * CROWDED || this.#isCrowded) return false
    }
    if (coming > this.#room) this.#growStates(coming)
    return true
  }

  /**
   * Adds the batch and empties it; `makeRoom` comes first. Afterwards the new states are numbered from the old `count` on;
   * `batch.added` is how many they are.
   */
  addBatch(): void {
    if (this.full) throw new Error(`more than ${this.most} states cannot be numbered`)
    const shape = { words: this.layout.words, keepsParents: this.keepsParents }
    const add = this.#arena?.adderFor(this.batch, shape)
    if (add === undefined) this.#addBatch()
    else this.#addGenerated(add)
    this.batch.size = 0
  }

  #addGenerated(add: Adder): void {
    const { batch, slots, count } = this
    const { added } = add(0, batch.size, count, 2 ** 31, 0, scaleOf(slots), bitsFor(slots), numberMask(slots))
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

  relayout(next: Layout): void {
    const old = this.layout
    if (next === old) return
    const { words } = next
    if (this.count * words > this.vectors.length) {
      this.#leaveAtOnce(this.count)
      const length = 2 * this.count * words
      this.vectors = longer(this.vectors, length, length)
    }
    repack(old, next, this.vectors, this.count)
    this.layout = next
    this.#findRoom()
    this.batch.relayout(words)
    this.index.fill(0, 0, lengthOf(this.slots))
    fill(this.index, this.slots, this.vectors, words, 0, this.count)
  }

  #bytesOfState(): number {
    return 4 * (this.layout.words + (this.keepsParents ? 1 : 0))
  }

  get #isCrowded(): boolean {
    return isCrowded(this.index, this.slots, this.batch.hashes.length)
  }

  #isLongEnough(slots: number): boolean {
    return lengthOf(slots) <= this.index.length
  }

  /** As many slots as are wanted for `coming` states, as far as memory allows. */
  #slotsWithin(allowed: number, coming: number): number {
    let wanted = this.slots
    do wanted = grownSlots(wanted)
    while (coming > wanted * FULL)
    const most = Math.min(this.#mostSlots, this.#arena?.plan.slots ?? MOST_SLOTS)
    return Math.min(wanted, most, usefulSlots(allowed - this.batch.bytes, this.#bytesOfState()))
  }

  /** Whether the index can be larger: if there is the memory for it, and for as much again where it has to be copied. */
  #beginGrowth(coming: number, allowed: number, free: number): boolean {
    const slots = this.#slotsWithin(allowed, coming)
    const copied = this.#isLongEnough(slots) ? 0 : 4 * lengthOf(this.slots)
    if (slots <= this.slots || 4 * lengthOf(slots) + copied > free) return false
    this.#lengthenIndex(slots, allowed)
    this.#growth = { slots, parts: partsOf(this.index, this.slots, slots, 1).flat() }
    return true
  }

  #spreadOn(): void {
    if (this.#growth === undefined) return
    const { slots, parts } = this.#growth
    const part = parts.shift()
    if (part !== undefined) spreadPart(this.index, part, this.vectors, this.layout.words)
    if (parts.length > 0) return
    this.slots = slots
    this.#growth = undefined
  }

  #lengthenIndex(slots: number, allowed: number): void {
    if (this.#isLongEnough(slots)) return
    this.index = longer(this.index, lengthOf(this.#reservedSlots(slots, allowed)), lengthOf(slots))
  }

  /** As many as may ever be wanted, once they are many. */
  #reservedSlots(slots: number, allowed: number): number {
    const most = Math.floor(Math.min(allowed, this.#limit) / (FULL * this.#bytesOfState() + 4))
    return slots * FULL > SMALL && Number.isFinite(most) ? Math.max(slots, Math.min(most, MOST_SLOTS)) : slots
  }

  #growStates(coming: number): void {
    const { words } = this.layout
    const [wanted, enough] = this.#statesFor(coming)
    this.vectors = longer(this.vectors, wanted * words, enough * words)
    if (this.keepsParents) this.parents = longer(this.parents, wanted, enough)
    this.#findRoom()
  }

  /** States to make room for if the machine has the addresses, and otherwise. */
  #statesFor(coming: number): [wanted: number, enough: number] {
    const most = Math.floor(Math.min(this.#limit / this.#bytesOfState(), LONGEST / this.layout.words))
    const reserves = coming > SMALL && Number.isFinite(this.#limit)
    const wanted = Math.max(coming, reserves ? most : Math.min(4 * this.#room, most))
    return [wanted, Math.max(coming, Math.min(2 * this.#room, most))]
  }

  #findRoom(): void {
    this.#room = Math.floor(this.vectors.length / this.layout.words)
    if (this.keepsParents) this.#room = Math.min(this.#room, this.parents.length)
  }

  /** Bytes of all states and their index. */
  get #bytesOfAll(): number {
    return this.count * this.#bytesOfState() + 4 * lengthOf(this.slots)
  }

  /** Moves everything into an arena, if one can be of use up to the limit. */
  #enter(coming: number): void {
    const { keepsParents } = this
    const { words } = this.layout
    const arena = arenaFor({ words, keepsParents, threads: 1, limit: this.#limit, most: this.#arenaBytes })
    if (arena === undefined || coming > arena.plan.states || this.slots > arena.plan.slots) {
      this.#generatedFrom = Number.POSITIVE_INFINITY
      return
    }
    for (const part of this.#parts()) copyPart(this, arena, part)
    this.#settleIn(arena)
    this.#arena = arena
    this.batch.home = arena.bench(0)
  }

  /** Whether more states are coming than the arena has room for, and there is the memory to move. */
  #mustLeave(coming: number, allowed: number): boolean {
    if (this.#arena === undefined || coming <= this.#room) return false
    return ROOM_TO_LEAVE * this.#bytesOfAll <= allowed
  }

  #leaveAtOnce(coming: number): void {
    const again = this.#generatedFrom
    while (this.#arena !== undefined) this.#leaveOn(coming)
    this.#generatedFrom = again
  }

  /** Moves a part of everything out of the arena. */
  #leaveOn(coming: number): true {
    this.#leaving ??= { to: this.#arraysElsewhere(coming), parts: this.#parts() }
    const { to, parts } = this.#leaving
    const part = parts.next()
    if (part.done !== true) copyPart(this, to, part.value)
    else {
      this.#settleIn(to)
      this.#leaving = undefined
      this.#arena = undefined
      this.#generatedFrom = Number.POSITIVE_INFINITY
      this.batch.home = undefined
    }
    return true
  }

  #parts() {
    const { count, keepsParents } = this
    const parents = keepsParents ? count : 0
    return inParts({ index: lengthOf(this.slots), vectors: count * this.layout.words, parents })
  }

  #arraysElsewhere(coming: number): StateArrays {
    const [wanted, enough] = this.#statesFor(coming)
    const { words } = this.layout
    const slots = this.#reservedSlots(this.slots, this.#limit)
    return {
      index: allocate(lengthOf(slots), lengthOf(this.slots)),
      vectors: allocate(wanted * words, enough * words),
      parents: this.keepsParents ? allocate(wanted, enough) : this.parents,
    }
  }

  #settleIn({ index, vectors, parents }: StateArrays): void {
    this.index = index
    this.vectors = vectors
    this.parents = parents
    this.#findRoom()
  }
}

export const localsAt = (layout: Layout, vectors: Int32Array, number: number): number[] =>
  Array.from(layout.bits, (_, part) => getField(layout, vectors, number * layout.words, part))
