/**
 * The arrays that states and their index are in, how they get longer, and where they are.
 *
 * They start small and are copied as they grow. From some size on they are in an arena, where generated code works on them:
 * ./generated/arena.ts. What does not go there, or no longer, is in arrays as long as the limit of memory allows. What is
 * never written takes up addresses, not memory.
 */
import type { Batch } from './batch.ts'
import { type Arena, arenaFor, ROOM_TO_LEAVE } from './generated/arena.ts'
import {
  CROWDED,
  claimMemory,
  FULL,
  grownSlots,
  isCrowded,
  lengthOf,
  MOST_SLOTS,
  type Part,
  partsOf,
  spreadPart,
  usefulSlots,
} from './slots.ts'
import { allocate, copyPart, inParts, longer, type StateArrays } from './state-arrays.ts'

export interface MemoryOptions {
  /** Bytes that the states may come to; without a limit arrays are copied as long as they grow. */
  readonly limit?: number
  /** Whether to keep which state each was found from: 4 bytes each. */
  readonly parents?: boolean
  /** Fewer than can be, for tests. */
  readonly mostSlots?: number
  /** Generated code adds to them from so many states on, in an arena that may come to so many bytes. */
  readonly generated?: { readonly from: number; readonly most: number }
}

/** States up to which arrays are copied as they grow, fourfold. */
export const SMALL = 1 << 18

/** Elements that a typed array can have. */
const LONGEST = 2 ** 32 - 1

const START = 256
const START_SLOTS = 1 << 10

export class StateMemory implements StateArrays {
  index: Int32Array = new Int32Array(lengthOf(START_SLOTS))
  vectors: Int32Array
  /** Empty if they are not kept. */
  parents: Int32Array
  slots = START_SLOTS
  readonly keepsParents: boolean
  readonly mostSlots: number
  /** Where generated code works on them. */
  arena: Arena | undefined
  readonly #batch: Batch
  /** Of a vector. */
  #words: number
  /** States that there is room for. */
  #room = START
  /** The index is being spread over more slots: what is left to do. */
  #growth: { readonly slots: number; readonly parts: Part[] } | undefined
  /** Everything is being moved out of the arena: what is left to do. */
  #leaving: { readonly to: StateArrays; readonly parts: ReturnType<typeof inParts<keyof StateArrays>> } | undefined
  #generatedFrom: number
  readonly #limit: number
  readonly #arenaBytes: number

  /** @param batch where what is added comes from */
  constructor(words: number, batch: Batch, options: MemoryOptions) {
    const { limit = Number.POSITIVE_INFINITY, parents = true, mostSlots = MOST_SLOTS } = options
    const { generated = { from: Number.POSITIVE_INFINITY, most: 0 } } = options
    this.#words = words
    this.#batch = batch
    this.#limit = limit
    this.#generatedFrom = generated.from
    this.#arenaBytes = generated.most
    this.mostSlots = mostSlots
    this.keepsParents = parents
    this.vectors = new Int32Array(START * words)
    this.parents = new Int32Array(parents ? START : 0)
  }

  /** Bytes that so many states take with their index. */
  bytes(count: number): number {
    return count * this.#bytesOfState + 4 * lengthOf(this.slots)
  }

  /**
   * Makes room in good time, bit by bit, so that nobody has to wait for it.
   *
   * @returns whether it did some of that; then it may be called again, and no batch be added before it says no
   */
  growOn(count: number, allowed: number): boolean {
    const coming = count + this.#batch.hashes.length
    if (this.#growth === undefined) {
      if (this.#leaving !== undefined || this.#mustLeave(count, coming, allowed)) return this.#leaveOn(count, coming)
      if (coming <= this.slots * FULL) return false
      const free = allowed - coming * this.#bytesOfState - this.#batch.bytes
      if (!this.#beginGrowth(coming, allowed, free)) return false
    }
    this.#spreadOn()
    return true
  }

  /** Makes room for the batch on top of `count` states, and says whether there can be within `allowed` bytes in all. */
  makeRoom(count: number, allowed: number): boolean {
    const coming = count + this.#batch.size
    const free = allowed - coming * this.#bytesOfState - this.#batch.bytes
    if (this.arena === undefined) {
      if (coming > this.#generatedFrom && this.bytes(count) < free) this.#enter(count, coming)
    } else if (coming > this.#room) {
      if (!this.#mustLeave(count, coming, allowed)) return false
      this.#leaveAtOnce(count, coming)
    }
    const moved = coming > this.#room ? count * this.#bytesOfState : 0
    if (moved + 4 * lengthOf(this.slots) > free) return false
    if (coming > this.slots * FULL || this.#isCrowded) {
      if (this.#beginGrowth(coming, allowed, free)) while (this.#growth !== undefined) this.#spreadOn()
      else if (coming > this.slots * CROWDED || this.#isCrowded) return false
    }
    if (coming > this.#room) this.#growStates(coming)
    return true
  }

  /** Bytes that `widen` needs on top of what is in use. */
  bytesToWiden(words: number, count: number): number {
    const more = count * 4 * (words - this.#words)
    if (count * words <= this.vectors.length) return more
    return more + (this.arena === undefined ? count * 4 * this.#words : this.bytes(count))
  }

  /** Has vectors of so many words from now on, and room for `count` of them; bit by bit, as it is iterated. */
  *widen(words: number, count: number): Generator<void> {
    if (count * words > this.vectors.length) {
      const again = this.#generatedFrom
      for (; this.arena !== undefined; yield) this.#leaveOn(count, count)
      this.#generatedFrom = again
    }
    const length = 2 * count * words
    if (count * words > this.vectors.length) this.vectors = longer(this.vectors, length, length)
    this.#words = words
    this.#findRoom()
  }

  get #bytesOfState(): number {
    return 4 * (this.#words + (this.keepsParents ? 1 : 0))
  }

  get #isCrowded(): boolean {
    return isCrowded(this.index, this.slots, this.#batch.hashes.length)
  }

  #isLongEnough(slots: number): boolean {
    return lengthOf(slots) <= this.index.length
  }

  /** As many slots as are wanted for `coming` states, as far as memory allows. */
  #slotsWithin(allowed: number, coming: number): number {
    let wanted = this.slots
    do wanted = grownSlots(wanted)
    while (coming > wanted * FULL)
    const most = Math.min(this.mostSlots, this.arena?.plan.slots ?? MOST_SLOTS)
    return Math.min(wanted, most, usefulSlots(allowed - this.#batch.bytes, this.#bytesOfState))
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
    if (part !== undefined) {
      claimMemory(this.index, part)
      if (this.arena === undefined) spreadPart(this.index, part, this.vectors, this.#words)
      else this.arena.spread(part, this.#words, 0)
    }
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
    const most = Math.floor(Math.min(allowed, this.#limit) / (FULL * this.#bytesOfState + 4))
    return slots * FULL > SMALL && Number.isFinite(most) ? Math.max(slots, Math.min(most, MOST_SLOTS)) : slots
  }

  #growStates(coming: number): void {
    const words = this.#words
    const [wanted, enough] = this.#statesFor(coming)
    this.vectors = longer(this.vectors, wanted * words, enough * words)
    if (this.keepsParents) this.parents = longer(this.parents, wanted, enough)
    this.#findRoom()
  }

  /** States to make room for if the machine has the addresses, and otherwise. */
  #statesFor(coming: number): [wanted: number, enough: number] {
    const most = Math.floor(Math.min(this.#limit / this.#bytesOfState, LONGEST / this.#words))
    const reserves = coming > SMALL && Number.isFinite(this.#limit)
    const wanted = Math.max(coming, reserves ? most : Math.min(4 * this.#room, most))
    return [wanted, Math.max(coming, Math.min(2 * this.#room, most))]
  }

  #findRoom(): void {
    this.#room = Math.floor(this.vectors.length / this.#words)
    if (this.keepsParents) this.#room = Math.min(this.#room, this.parents.length)
  }

  /** Moves everything into an arena, if one can be of use up to the limit. */
  #enter(count: number, coming: number): void {
    const { keepsParents } = this
    const words = this.#words
    const arena = arenaFor({ words, keepsParents, threads: 1, limit: this.#limit, most: this.#arenaBytes })
    if (arena === undefined || coming > arena.plan.states || this.slots > arena.plan.slots) {
      this.#generatedFrom = Number.POSITIVE_INFINITY
      return
    }
    for (const part of this.#parts(count)) copyPart(this, arena, part)
    this.#settleIn(arena)
    this.arena = arena
    this.#batch.home = arena.bench(0)
  }

  /** Whether more states are coming than the arena has room for, and there is the memory to move. */
  #mustLeave(count: number, coming: number, allowed: number): boolean {
    if (this.arena === undefined || coming <= this.#room) return false
    return ROOM_TO_LEAVE * this.bytes(count) <= allowed
  }

  #leaveAtOnce(count: number, coming: number): void {
    while (this.arena !== undefined) this.#leaveOn(count, coming)
  }

  /** Moves a part of everything out of the arena. */
  #leaveOn(count: number, coming: number): true {
    this.#leaving ??= { to: this.#arraysElsewhere(coming), parts: this.#parts(count) }
    const { to, parts } = this.#leaving
    const part = parts.next()
    if (part.done !== true) copyPart(this, to, part.value)
    else {
      this.#settleIn(to)
      this.#leaving = undefined
      this.arena = undefined
      this.#generatedFrom = Number.POSITIVE_INFINITY
      this.#batch.home = undefined
    }
    return true
  }

  #parts(count: number) {
    const parents = this.keepsParents ? count : 0
    return inParts({ index: lengthOf(this.slots), vectors: count * this.#words, parents })
  }

  #arraysElsewhere(coming: number): StateArrays {
    const [wanted, enough] = this.#statesFor(coming)
    const words = this.#words
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
