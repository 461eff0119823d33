/** How much a comparison may explore and store, and whether it is still wanted. */
import { getHeapStatistics } from 'node:v8'
import { memoryLimit } from '../memory.ts'

/** Why a comparison ends before it can tell. Caught where it starts: its inner loops have no other way out. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** The part of Node's heap that may be in use: tables that grow are there twice for a moment. */
const HEAP = 0.7

/** Looking at the memory takes microseconds, so it is done once in so many times. */
const TURNS = 1 << 12

interface Limits {
  readonly maxStates: number
  readonly maxPairs: number
}

export class Budget {
  readonly #limits: Limits
  readonly #shortage: () => string | undefined
  #turns = 0

  /** @param shortage says what is used up, if memory is */
  constructor(limits: Limits, shortage = memoryShortage) {
    this.#limits = limits
    this.#shortage = shortage
  }

  /** @throws Stopped if so many states of one network are too many */
  allowStates(count: number): void {
    const { maxStates } = this.#limits
    if (count > maxStates) throw new Stopped(`the limit of ${maxStates} states was hit`)
    this.store()
  }

  /** @throws Stopped if so many pairs in one direction are too many */
  allowPairs(count: number): void {
    const { maxPairs } = this.#limits
    if (count > maxPairs) throw new Stopped(`the limit of ${maxPairs} pairs was hit`)
    this.store()
  }

  /** To be told of whatever else is stored. @throws Stopped once there is too little memory for more of it */
  store(): void {
    if (++this.#turns % TURNS !== 0) return
    const reason = this.#shortage()
    if (reason !== undefined) throw new Stopped(reason)
  }
}

/** Node ends the process when its heap is full; what is outside of the heap counts against the machine's memory. */
function memoryShortage(): string | undefined {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  if (used > limit * HEAP) return 'the memory that Node gives to JavaScript is nearly used up (--max-old-space-size)'
  const { bytes, reason } = memoryLimit()
  return process.memoryUsage.rss() > bytes ? reason : undefined
}
