/**
 * The index of stored vectors: an open-addressing table of state numbers.
 *
 * Where a hash belongs is a share of the slots, so homes come in the order of hashes, for any number of slots; what finds
 * its home taken goes to the next free slot. There is no way round from the end to the beginning: some slots hang over.
 * The bits of an entry that a number leaves free, its tag, are the low bits of the hash, so that few foreign vectors are
 * ever compared. An entry holds the number plus 1, because 0 is a free slot.
 */
import type { Batch } from './batch.ts'
import { hashAt } from './hash.ts'
import { bitsFor } from './layout.ts'

/** Fraction of the slots that may be taken before there should be more. */
export const FULL = 0.9

/** Fraction of them that may be taken where memory for more is lacking; beyond it, look-ups take too long. */
export const CROWDED = 0.95

/** Slots up to which the index grows fourfold, since that is cheap in a processor's cache. */
const SMALL = 1 << 22

/** Slots up to which it then grows threefold at most: fewer than 60 MB are not worth the time that it takes to move them. */
const MIDDLING = 15 << 20

/** By how much it grows then; it is never less than half full, and what is moved costs 40 ns each. */
const GROWTH = 1.75

/** With one bit more, none would be left of a hash in an entry. */
export const MOST_SLOTS = 2 ** 31

/**
 * Slots beyond the last home. At 95 %, so many in a row are taken by chance in one of 10^36 tables, and who adds a batch
 * looks before whether it has come near.
 */
export const OVERHANG = 1 << 16

/** In a small table even all states would not be pushed on beyond it. */
const overhang = (slots: number): number => Math.min(slots, OVERHANG)

/** Whether a batch might be pushed on beyond what hangs over: it would have to get past this slot, one by one. */
export const isCrowded = (index: Int32Array, slots: number, batchSize: number): boolean =>
  slots > OVERHANG && index[lengthOf(slots) - batchSize - 1] !== 0

/** How many slots will be nine tenths full when `bytes` are, with states of `bytesOfState`. */
export const usefulSlots = (bytes: number, bytesOfState: number): number =>
  Math.floor(
    Math.max(
      (bytes - 4 * OVERHANG) / (0.9 * bytesOfState + 4),
      Math.min(OVERHANG, bytes / (0.9 * bytesOfState + 8)), // half of them hang over
    ),
  )

/** Slots with those that hang over. */
export const lengthOf = (slots: number): number => slots + overhang(slots)

/** A home is this times a hash, taken as a number without sign, rounded down. */
export const scaleOf = (slots: number): number => slots / 2 ** 32

/** Where a hash belongs. */
export const homeOf = (hash: number, scale: number): number => ((hash >>> 0) * scale) | 0

/** What to cut an entry down to for its number. */
export const numberMask = (slots: number): number => 2 ** bitsFor(slots) - 1

export function grownSlots(slots: number): number {
  if (slots < SMALL) return 4 * slots
  const wanted = Math.max(GROWTH * slots, Math.min(3 * slots, MIDDLING))
  return Math.min(MOST_SLOTS, Math.ceil(wanted))
}

/** Slots that one thread spreads in the time that it takes to tell others. */
const FEW = 1 << 20

/** Slots that one thread spreads in a tenth of a second or two: no longer should a signal wait. */
const MANY = 1 << 21

/** Entries that are taken out together when the index grows, so that cache misses overlap. */
export const GROUP = 1024

/**
 * Loads the home of each vector of a batch, one independently of the other, so that their cache misses overlap.
 *
 * @returns what was loaded: without a use the compiler may drop the loads
 */
export function touch({ size, hashes }: Batch, index: Int32Array, slots: number): number {
  const scale = scaleOf(slots)
  let touched = 0
  for (let i = 0; i < size; i++) touched ^= index[homeOf(hashes[i] as number, scale)] as number
  return touched
}

/** Some of the slots to be spread: from number `low` up to, but not with, number `high`, between which no row is cut. */
export interface Part {
  /** Slots that there have been, and that there will be. */
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
}

/**
 * Parts that many threads can spread at the same time, to be done one group after the other: no new home in a group comes
 * before the end of the old slots of the group. The last group is one part, for one thread.
 */
export function partsOf(
  index: Int32Array,
  from: number,
  to: number,
  threads: number,
  { few = FEW, many = MANY } = {},
): Part[][] {
  const groups: Part[][] = []
  let high = lengthOf(from)
  while (high > few) {
    const low = nextFree(index, Math.max(Math.ceil((high * from) / to) + 1, high - threads * many))
    if (low >= high) break
    const bounds = Array.from({ length: threads }, (_, i) =>
      nextFree(index, low + Math.floor(((high - low) * i) / threads)),
    )
    bounds.push(high)
    const parts = bounds.slice(1).map((end, i) => ({ from, to, low: bounds[i] as number, high: Math.min(end, high) }))
    groups.push(parts.filter(({ low, high }) => low < high))
    high = low
  }
  groups.push([{ from, to, low: 0, high }])
  return groups
}

/** Slots in the least that a machine gives of memory, 4 KB. */
const LEAST = 1 << 10

/**
 * Has the machine give the memory for the slots that a part is spread over and that there have not been. If they were read
 * first, as where an entry is put in, it would give each 4 KB twice, and interrupt all other threads to tell them so.
 */
export function claimMemory(index: Int32Array, { from, to, low, high }: Part): void {
  const end = Math.min(lengthOf(to), Math.ceil((high * to) / from))
  for (let slot = Math.max(lengthOf(from), Math.floor((low * to) / from)); slot < end; slot += LEAST)
    Atomics.compareExchange(index, slot, 0, 0) // others may put entries in
}

function nextFree(index: Int32Array, slot: number): number {
  let free = slot
  while (index[free] !== 0) free++
  return free
}

/**
 * Spreads a part of the entries over more slots, in place: no second table is ever there. Others may be at other parts of
 * its group.
 *
 * From the end on, whole rows of taken slots are taken out and put in again. All of a row have their homes in it, and none
 * of their new homes comes before its old one, so they meet only what has been put in before.
 *
 * @param index has room for `to` slots and their overhang; free beyond what `from` slots take
 */
export function spreadPart(
  index: Int32Array,
  { from, to, low, high }: Part,
  vectors: Int32Array,
  words: number,
  put: typeof putIn = putIn,
): void {
  const mask = numberMask(from)
  let numbers: Int32Array = new Int32Array(GROUP)
  let touched = 0
  for (let slot = high - 1; slot >= low; ) {
    let found = 0
    for (; slot >= low; slot--) {
      const entry = index[slot] as number
      if (entry === 0) {
        if (found >= GROUP / 2) break
        continue
      }
      if (found === numbers.length) numbers = doubled(numbers)
      const number = (entry & mask) - 1
      numbers[found++] = number
      index[slot] = 0
      touched ^= vectors[number * words] as number
    }
    put(index, to, vectors, words, numbers, found)
  }
  keep(touched)
}

/**
 * Puts the states whose numbers are `from` up to `to` into an index that does not have them. Homes are loaded before, one
 * independently of the other, so that their cache misses overlap.
 */
export function fill(
  index: Int32Array,
  slots: number,
  vectors: Int32Array,
  words: number,
  from: number,
  to: number,
  put: typeof putIn = putIn,
): void {
  const numbers = new Int32Array(GROUP)
  const scale = scaleOf(slots)
  let touched = 0
  for (let first = from; first < to; first += GROUP) {
    const count = Math.min(GROUP, to - first)
    for (let i = 0; i < count; i++) {
      numbers[i] = first + i
      touched ^= index[homeOf(hashAt(vectors, (first + i) * words, words), scale)] as number
    }
    put(index, slots, vectors, words, numbers, count)
  }
  keep(touched)
}

/** Puts in vectors that are not in the index. */
export function putIn(
  index: Int32Array,
  slots: number,
  vectors: Int32Array,
  words: number,
  numbers: Int32Array,
  count: number,
): void {
  const scale = scaleOf(slots)
  const bits = bitsFor(slots)
  for (let i = 0; i < count; i++) {
    const number = numbers[i] as number
    const hash = hashAt(vectors, number * words, words)
    let slot = homeOf(hash, scale)
    while (index[slot] !== 0) slot++
    index[slot] = (hash << bits) | (number + 1)
  }
}

/** The same where other threads put vectors in: a slot is claimed by a compare-and-exchange. */
export function putInAmongOthers(
  index: Int32Array,
  slots: number,
  vectors: Int32Array,
  words: number,
  numbers: Int32Array,
  count: number,
): void {
  const scale = scaleOf(slots)
  const bits = bitsFor(slots)
  for (let i = 0; i < count; i++) {
    const number = numbers[i] as number
    const hash = hashAt(vectors, number * words, words)
    const entry = (hash << bits) | (number + 1)
    let slot = homeOf(hash, scale)
    while (index[slot] !== 0 || Atomics.compareExchange(index, slot, 0, entry) !== 0) slot++
  }
}

function doubled(array: Int32Array): Int32Array {
  const next = new Int32Array(2 * array.length)
  next.set(array)
  return next
}

/** Keeps touching loads alive. */
const sink = new Int32Array(1)

export function keep(touched: number): void {
  sink[0] = touched
}
