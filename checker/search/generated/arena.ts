/**
 * One memory for states, their index and the workbenches, so that generated code can look all of it up.
 *
 * It has as many addresses as WebAssembly gives, and takes up what is written. More states than have room here need to be
 * moved elsewhere.
 */
import type { Shortcuts } from '../../shortcuts.ts'
import { type Exported, instantiate, type Memory, memoryOf, UNIT } from '../../webassembly/module.ts'
import { isAllocationFailure } from '../allocation.ts'
import type { Batch, BatchPlaces } from '../batch.ts'
import { bitsFor } from '../layout.ts'
import { FULL, GROUP, lengthOf, numberMask, OVERHANG, type Part, scaleOf } from '../slots.ts'
import { addCode, type StoreShape } from './add-code.ts'
import { wholeLines } from './bench-plan.ts'
import { spreadCode, TOO_LONG } from './spread-code.ts'

/** Bytes that a memory of WebAssembly can have. */
const MOST_BYTES = 2 ** 32

/** Bytes of a memory that is soon too small, so that what searches do beyond can be seen in small ones. */
export const FEW_BYTES = 2 ** 22

/** Bytes that an arena may come to, if there is to be one. */
export const arenaBytes = ({ generated, patient }: Shortcuts): number | undefined =>
  generated ? (patient ? MOST_BYTES : FEW_BYTES) : undefined

/** How many times what is in an arena there must be memory for, so that it can be moved elsewhere. */
export const ROOM_TO_LEAVE = 2.25

/** Bytes for all workbenches, and for one at most. */
const BENCHES = 2 ** 28
const BENCH = 2 ** 25

/** Bytes for a row of taken slots: it is not longer than what hangs over, and a group more. */
const ROW_BYTES = 4 * (OVERHANG + 2 * GROUP)

/** What is in which part of a memory; it can be sent to threads. */
export interface ArenaPlan {
  readonly isShared: boolean
  readonly bytesOfBench: number
  /** Slots and states that there is room for; of these as many as an index can find. */
  readonly slots: number
  readonly states: number
  /** Addresses: of what each thread needs to spread the index, of the index, of the states, and where they end. */
  readonly rows: number
  readonly index: number
  readonly vectors: number
  readonly parents: number
  readonly end: number
}

interface Wanted {
  readonly words: number
  readonly keepsParents: boolean
  /** Threads that have a workbench each, in memory that they share if they are more than one. */
  readonly threads: number
  /** Bytes that states and index may come to. */
  readonly limit: number
  /** Bytes that a memory can have. */
  readonly most: number
}

/** A plan for states up to the limit, or for as many as can be before they have to be moved; nothing if that cannot be. */
export function planArena({ words, keepsParents, threads, limit, most }: Wanted): ArenaPlan | undefined {
  const isEnough = limit <= most
  if (!isEnough && limit < ROOM_TO_LEAVE * most) return undefined
  const bytesOfBench = Math.floor(Math.min(BENCH, BENCHES / threads, most / 2 / threads) / UNIT) * UNIT
  const rows = threads * bytesOfBench
  const index = rows + threads * ROW_BYTES
  const free = Math.min(limit, most - index - UNIT)
  const bytesOfState = 4 * (words + (keepsParents ? 1 : 0))
  const slots = Math.floor((free - 4 * OVERHANG) / (FULL * bytesOfState + 4))
  const states = Math.floor(slots * FULL)
  if (states <= 0) return undefined
  const vectors = index + wholeLines(4 * lengthOf(slots))
  const parents = vectors + wholeLines(4 * words * states)
  const end = parents + (keepsParents ? 4 * states : 0)
  return { isShared: threads > 1, bytesOfBench, slots, states, rows, index, vectors, parents, end }
}

/** Where a thread's workbench goes. */
export interface BenchPlace {
  readonly memory: Memory
  readonly isShared: boolean
  readonly from: number
  readonly bytes: number
}

export class Arena {
  readonly plan: ArenaPlan
  readonly memory: Memory
  readonly index: Int32Array
  readonly vectors: Int32Array
  readonly parents: Int32Array
  #spreader: { readonly words: number; readonly thread: number; readonly run: Exported } | undefined
  #adder: { readonly batch: BatchPlaces; readonly shape: StoreShape; readonly add: Adder } | undefined

  /** @throws RangeError if the machine does not give the addresses */
  constructor(plan: ArenaPlan, memory = memoryOf(plan.end, plan)) {
    this.plan = plan
    this.memory = memory
    const { buffer } = memory
    this.index = new Int32Array(buffer, plan.index, lengthOf(plan.slots))
    this.vectors = new Int32Array(buffer, plan.vectors, (plan.parents - plan.vectors) / 4)
    this.parents = new Int32Array(buffer, plan.parents, (plan.end - plan.parents) / 4)
  }

  /** The workbench of a thread, by number. */
  bench(thread: number): BenchPlace {
    const { bytesOfBench: bytes, isShared } = this.plan
    return { memory: this.memory, isShared, from: thread * bytes, bytes }
  }

  /** What adds the batch; nothing if the batch is elsewhere. */
  adderFor({ places }: Batch, { words, keepsParents }: Omit<StoreShape, 'isShared'>): Adder | undefined {
    if (places?.memory !== this.memory) return undefined
    const known = this.#adder
    if (known?.batch === places && known.shape.words === words) return known.add
    const shape = { words, keepsParents, isShared: this.plan.isShared }
    const run = instantiate(addCode(shape, places, this.plan), this.memory)
    const said = new Int32Array(this.memory.buffer, places.said, 2)
    const add: Adder = (at, size, next, end, added, slots) => {
      const nextNow = run(at, size, next, end, added, scaleOf(slots), bitsFor(slots), numberMask(slots))
      return { next: nextNow, at: said[0] as number, added: said[1] as number }
    }
    this.#adder = { batch: places, shape, add }
    return add
  }

  /** Spreads a part of the index over more slots, as `spreadPart` of ../slots.ts, by a thread of this number. */
  spread({ from, to, low, high }: Part, words: number, thread: number): void {
    const { isShared, rows } = this.plan
    if (this.#spreader?.words !== words || this.#spreader.thread !== thread) {
      const numbers = rows + thread * ROW_BYTES
      const shape = { words, isShared, numbers, endOfNumbers: numbers + ROW_BYTES - 4 }
      this.#spreader = { words, thread, run: instantiate(spreadCode(shape, this.plan), this.memory) }
    }
    const [mask, scale, bits] = [numberMask(from), scaleOf(to), bitsFor(to)]
    for (let slot = high - 1; slot >= low; ) {
      slot = this.#spreader.run(slot, low, mask, scale, bits)
      if (slot === TOO_LONG) throw new Error('internal: a row of taken slots is longer than can be')
    }
  }
}

/** As in ./add-code.ts, for an index of so many slots. */
export type Adder = (
  at: number,
  size: number,
  next: number,
  end: number,
  added: number,
  slots: number,
) => { readonly next: number; readonly at: number; readonly added: number }

/** An arena, if it can be planned and the machine gives the addresses. */
export function arenaFor(wanted: Wanted): Arena | undefined {
  const plan = planArena(wanted)
  try {
    return plan === undefined ? undefined : new Arena(plan)
  } catch (error) {
    if (!isAllocationFailure(error)) throw error
    return undefined
  }
}
