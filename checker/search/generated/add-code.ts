/** Writes out how a batch is added to states that are in the same memory, as WebAssembly: `StateStore.addBatch` of ../states.ts. */
import {
  block,
  branch,
  branchIf,
  type Code,
  f64,
  i32,
  Label,
  type Local,
  loop,
  when,
} from '../../webassembly/instructions.ts'
import { FunctionBuilder } from '../../webassembly/module.ts'
import type { BatchPlaces } from '../batch.ts'
import { VectorCode, WORD } from './vector-code.ts'

export interface StoreShape {
  readonly words: number
  readonly keepsParents: boolean
}

/** Addresses of what the states are in. */
export interface StorePlaces {
  readonly index: number
  readonly states: number
  readonly parentsOfStates: number
}

/**
 * The module of a function of the batch's size and the number of states; and of the scale of homes, the bits of a number and
 * the mask of numbers, as in ../slots.ts. It returns the new number of states.
 */
export const addCode = (shape: StoreShape, batch: BatchPlaces, store: StorePlaces): Uint8Array =>
  new AddCode(shape, batch, store).module()

class AddCode {
  readonly #shape: StoreShape
  readonly #batch: BatchPlaces
  readonly #store: StorePlaces
  readonly #builder = new FunctionBuilder()
  readonly #size = this.#builder.param('i32')
  readonly #first = this.#builder.param('i32')
  readonly #scale = this.#builder.param('f64')
  readonly #bits = this.#builder.param('i32')
  readonly #mask = this.#builder.param('i32')
  /** Where in the batch it is, and where it ends, in bytes. */
  readonly #at = this.#builder.local('i32')
  readonly #end = this.#builder.local('i32')
  readonly #count = this.#builder.local('i32')
  readonly #slot = this.#builder.local('i32')
  readonly #entry = this.#builder.local('i32')
  readonly #tag = this.#builder.local('i32')
  readonly #touched = this.#builder.local('i32')
  readonly #to = this.#builder.local('i32')
  readonly #found: VectorCode

  constructor(shape: StoreShape, batch: BatchPlaces, store: StorePlaces) {
    this.#shape = shape
    this.#batch = batch
    this.#store = store
    this.#found = new VectorCode(this.#builder, shape.words)
  }

  module(): Uint8Array {
    return this.#builder.module([
      this.#end.set(inBytes(this.#size.get)),
      this.#count.set(this.#first.get),
      this.#each(this.#touchHome()),
      i32.store(i32.const(0), this.#batch.touched, this.#touched.get), // without a use its loads might be dropped
      this.#each(this.#findOrAdd()),
      this.#count.get,
    ])
  }

  /** Does something for each successor in the batch. */
  #each(body: Code): Code {
    const end = new Label()
    const next = new Label()
    return [
      this.#at.set(i32.const(0)),
      block(
        end,
        loop(next, [
          branchIf(end, i32.isAtLeastUnsigned(this.#at.get, this.#end.get)),
          body,
          this.#at.set(i32.add(this.#at.get, i32.const(WORD))),
          branch(next),
        ]),
      ),
    ]
  }

  #touchHome(): Code {
    const { hashes, homes } = this.#batch
    const home = i32.fromFloat(f64.mul(f64.fromUnsigned(i32.load(this.#at.get, hashes)), this.#scale.get))
    return [
      this.#slot.set(inBytes(home)),
      i32.store(this.#at.get, homes, this.#slot.get),
      this.#touched.set(i32.xor(this.#touched.get, i32.load(this.#slot.get, this.#store.index))),
    ]
  }

  #findOrAdd(): Code {
    const { hashes, homes, vectors } = this.#batch
    const { index } = this.#store
    const known = new Label()
    const isNew = new Label()
    const probing = new Label()
    const otherTag = i32.and(i32.xor(this.#entry.get, this.#tag.get), i32.xor(this.#mask.get, i32.const(-1)))
    return block(known, [
      this.#found.load(this.#vectorAt(i32.shiftRight(this.#at.get, i32.const(2))), vectors),
      this.#tag.set(i32.shiftLeft(i32.load(this.#at.get, hashes), this.#bits.get)),
      this.#slot.set(i32.load(this.#at.get, homes)),
      block(
        isNew,
        loop(probing, [
          this.#entry.set(i32.load(this.#slot.get, index)),
          branchIf(isNew, i32.isZero(this.#entry.get)),
          when(i32.isZero(otherTag), branchIf(known, i32.isZero(this.#differsFromEntry()))),
          this.#slot.set(i32.add(this.#slot.get, i32.const(WORD))),
          branch(probing),
        ]),
      ),
      this.#addState(),
    ])
  }

  #differsFromEntry(): Code {
    const number = i32.sub(i32.and(this.#entry.get, this.#mask.get), i32.const(1))
    return this.#found.differsFromStored(this.#vectorAt(number), this.#store.states)
  }

  #addState(): Code {
    const { outcomes, sleeps, numbers, parents } = this.#batch
    const { index, states, parentsOfStates } = this.#store
    const move = (from: number) => i32.store(this.#to.get, from, i32.load(this.#at.get, from))
    return [
      this.#found.store(this.#vectorAt(this.#count.get), states),
      this.#shape.keepsParents
        ? i32.store(inBytes(this.#count.get), parentsOfStates, i32.load(this.#at.get, parents))
        : [],
      this.#to.set(inBytes(i32.sub(this.#count.get, this.#first.get))),
      move(outcomes),
      move(sleeps),
      i32.store(this.#to.get, numbers, this.#count.get),
      increment(this.#count),
      i32.store(this.#slot.get, index, i32.or(this.#tag.get, this.#count.get)),
    ]
  }

  #vectorAt(number: Code): Code {
    return i32.mul(number, i32.const(WORD * this.#shape.words))
  }
}

const inBytes = (words: Code): Code => i32.shiftLeft(words, i32.const(2))
const increment = (local: Local): Code => local.set(i32.add(local.get, i32.const(1)))
