/**
 * One memory for the states, their index and the workbench, so that generated code can look all of it up.
 *
 * It has as many addresses as WebAssembly gives, and takes up what is written. More states than have room here need to be
 * moved elsewhere.
 */
import { instantiate } from '../../webassembly/module.ts'
import type { Batch, BatchPlaces } from '../batch.ts'
import { FULL, lengthOf } from '../slots.ts'
import { addCode, type StorePlaces, type StoreShape } from './add-code.ts'

/** Bytes that a memory of WebAssembly can have. */
export const MOST_BYTES = 2 ** 32

/** Bytes at the beginning that the workbench has. */
export const BENCH_BYTES = 2 ** 25

const PAGE = 2 ** 16

/** What adds a batch: as in ./add-code.ts. */
type Add = (...given: number[]) => number

export class Arena {
  readonly memory: WebAssembly.Memory
  readonly index: Int32Array
  readonly vectors: Int32Array
  readonly parents: Int32Array
  /** States and slots that there is room for. */
  readonly room: number
  readonly slots: number
  readonly #shape: StoreShape
  readonly #places: StorePlaces
  #add: { readonly for: BatchPlaces; readonly run: Add } | undefined

  /** @param bytes that it may come to. @throws RangeError if the machine does not give the addresses */
  constructor(shape: StoreShape, bytes: number) {
    const { words, keepsParents } = shape
    const free = Math.min(bytes, MOST_BYTES - BENCH_BYTES)
    const bytesOfState = 4 * (words + (keepsParents ? 1 : 0))
    const states = Math.floor(free / (bytesOfState + 4 / FULL))
    this.slots = Math.floor(states / FULL) - (lengthOf(states) - states)
    this.room = Math.floor(this.slots * FULL)
    const index = BENCH_BYTES
    const vectors = index + align(4 * lengthOf(this.slots))
    const parents = vectors + align(4 * words * this.room)
    const end = parents + (keepsParents ? 4 * this.room : 0)
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) })
    const { buffer } = this.memory
    this.index = new Int32Array(buffer, index, lengthOf(this.slots))
    this.vectors = new Int32Array(buffer, vectors, words * this.room)
    this.parents = new Int32Array(buffer, parents, keepsParents ? this.room : 0)
    this.#shape = shape
    this.#places = { index, states: vectors, parentsOfStates: parents }
  }

  /** What adds the batch; nothing if the batch is elsewhere. */
  adderFor({ places }: Batch): Add | undefined {
    if (places?.memory !== this.memory) return undefined
    if (this.#add?.for !== places)
      this.#add = { for: places, run: instantiate(addCode(this.#shape, places, this.#places), this.memory) }
    return this.#add.run
  }
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64
