/**
 * Threads that need not be asked in a state, because where they lead from there is looked up elsewhere.
 *
 * Two steps of different threads that do not meet lead to the same state in either order. So in a state that was found by a
 * step of thread j, every thread i that comes before j sleeps, if its events in the state before neither look at nor change
 * what those of j change, nor the other way round: they are still what they were, and where they lead, j leads as well, from
 * the state that i's step leads to. The steps of a thread that sleeps are counted, and not looked up.
 *
 * Why no state is missed, nor found any later: let u be a state at distance d + 1, and p at d with a step of i to it. If i
 * sleeps in p, which was found from s by a step of j, then i's step leads from s to a state from which j's leads to u; that
 * state is at distance d, since it cannot be nearer. If j sleeps in it in turn, the same holds again, with a thread after j.
 * Threads are finite, so some step to u is looked up. Among the ways to a state the first in the order of threads is never
 * one that sleeps: a search alone finds every state from the same state as without.
 *
 * This is the idea of Godefroid's sleep sets (Using partial orders to improve automatic verification methods, 1990), of
 * which they are the part that lets every state be found. They are not handed on: those that are need states that
 * are met again to be expanded again.
 */

/** Threads that a set can hold; in a network of more nobody sleeps. */
export const SLEEPERS = 32

/** Who sleeps in which state, as the search loop looks it up. */
export interface Asleep {
  /** By number of a state, as far as `mask` leaves it: its threads that sleep, one bit each. */
  readonly sets: Int32Array
  readonly mask: number
  /** In states numbered below this nobody sleeps. */
  readonly floor: number
}

/** Sets of the states from `floor` on that have been found; the oldest make room for the newest. */
export class SleepSets implements Asleep {
  floor = 0
  mask: number
  sets: Int32Array

  constructor(length = 1 << 10) {
    this.sets = new Int32Array(length)
    this.mask = length - 1
  }

  get bytes(): number {
    return this.sets.byteLength
  }

  /** Bytes that `keep` needs on top of what is in use. */
  bytesToKeep(head: number, count: number): number {
    const length = lengthFor(this.sets.length, count - head)
    return length === this.sets.length ? 0 : 4 * length
  }

  /** Makes sure that of the states from number `head` up to, but not with, `count` each has its own place. */
  keep(head: number, count: number): void {
    const length = lengthFor(this.sets.length, count - head)
    if (length === this.sets.length) return
    const next = new Int32Array(length)
    moveSets(this.sets, this.mask, next, length - 1, head, head + this.sets.length)
    this.sets = next
    this.mask = length - 1
  }

  /** Notes of states that were added, in the order of their numbers from `first` on, who sleeps in each. */
  add(first: number, asleep: Int32Array, count: number): void {
    const { sets, mask } = this
    for (let i = 0; i < count; i++) sets[(first + i) & mask] = asleep[i] as number
  }
}

/**
 * Moves the sets of the states from number `from` up to, but not with, `to` to where another mask has them. It may be a
 * longer part of the same array: what moves at all moves beyond the old places.
 */
export function moveSets(
  sets: Int32Array,
  mask: number,
  next: Int32Array,
  maskThen: number,
  from: number,
  to: number,
): void {
  for (let number = from; number < to; ) {
    const end = Math.min(to, number - (number & mask) + mask + 1)
    const at = number & mask
    const then = number & maskThen
    if (sets !== next || at !== then) next.set(sets.subarray(at, at + end - number), then)
    number = end
  }
}

export function lengthFor(length: number, wanted: number): number {
  let enough = length
  while (enough < wanted) enough *= 2
  return enough
}

/** For an expansion in which nobody sleeps. */
export const nobodySleeps: Asleep = new SleepSets(1)
