/**
 * Writes out how a batch is added to states that are in the same memory, as WebAssembly: `addBatch` of ../states.ts, or that of
 * ../../parallel/shared-states.ts, if the memory is shared by threads.
 */
import { block, branch, branchIf, type Code, i32, Label, loop, upTo, when } from '../../webassembly/instructions.ts'
import { FunctionBuilder } from '../../webassembly/module.ts'
import type { BatchPlaces } from '../batch.ts'
import { homeCode } from './hash-code.ts'
import { inBytes, VectorCode, vectorAt, WORD } from './vector-code.ts'

export interface StoreShape {
  readonly words: number
  readonly keepsParents: boolean
  /** Whether other threads add at the same time: then a slot is claimed by a compare-and-exchange. */
  readonly isShared: boolean
}

/** Addresses of what the states are in. */
export interface StorePlaces {
  readonly index: number
  readonly vectors: number
  readonly parents: number
}

/**
 * The module of a function of the place in the batch where to begin, and its size; of the number of the next new state, and
 * the one at which numbers end; of how many of the batch have been added before; and of the scale of homes, the bits of a
 * number and the mask of numbers, as in ../slots.ts.
 *
 * It returns the number of the next new state, and says where in the batch it stopped for want of numbers, or its size, and
 * how many have been added by now.
 */
export const addCode = (shape: StoreShape, batch: BatchPlaces, store: StorePlaces): Uint8Array =>
  new AddCode(shape, batch, store).module()

class AddCode {
  readonly #shape: StoreShape
  readonly #batch: BatchPlaces
  readonly #store: StorePlaces
  readonly #builder = new FunctionBuilder()
  readonly #from = this.#builder.param('i32')
  readonly #size = this.#builder.param('i32')
  readonly #next = this.#builder.param('i32')
  readonly #endOfNumbers = this.#builder.param('i32')
  readonly #added = this.#builder.param('i32')
  readonly #scale = this.#builder.param('f64')
  readonly #bits = this.#builder.param('i32')
  readonly #mask = this.#builder.param('i32')
  /** Where in the batch it is, and where it ends, in bytes. */
  readonly #at = this.#builder.local('i32')
  readonly #end = this.#builder.local('i32')
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
    const { said } = this.#batch
    const outOfNumbers = new Label()
    const body = [
      this.#end.set(inBytes(this.#size.get)),
      when(i32.isZero(this.#from.get), [this.#each(this.#touchHome()), this.#each(this.#touchVector())]),
      i32.store(i32.const(0), said, this.#touched.get), // without a use its loads might be dropped
      block(outOfNumbers, this.#each(this.#findOrAdd(outOfNumbers))),
      i32.store(i32.const(0), said, i32.shiftRight(this.#at.get, i32.const(2))),
      i32.store(i32.const(0), said + WORD, this.#added.get),
      this.#next.get,
    ]
    return this.#builder.module(body, this.#shape.isShared)
  }

  /** Does something for each successor in the batch. */
  #each(body: Code): Code {
    return [this.#at.set(inBytes(this.#from.get)), upTo(this.#at, this.#end.get, WORD, body)]
  }

  #touchHome(): Code {
    const { hashes, homes } = this.#batch
    return [
      this.#slot.set(inBytes(homeCode(i32.load(this.#at.get, hashes), this.#scale.get))),
      i32.store(this.#at.get, homes, this.#slot.get),
      this.#touched.set(i32.xor(this.#touched.get, i32.load(this.#slot.get, this.#store.index))),
    ]
  }

  /**
   * Goes on from a successor's home to the first slot that is free or has its tag, for nothing before it ever changes, and
   * loads the vector there: most likely it is the one that it will be compared with.
   */
  #touchVector(): Code {
    const { index, vectors } = this.#store
    const probed = new Label()
    const probing = new Label()
    return [
      this.#beginProbing(),
      block(
        probed,
        loop(probing, [
          this.#entry.set(i32.load(this.#slot.get, index)),
          branchIf(probed, i32.isZero(this.#entry.get)),
          when(i32.isZero(this.#otherTag), [
            this.#touched.set(i32.xor(this.#touched.get, i32.load(this.#vectorOfEntry, vectors))),
            branch(probed),
          ]),
          this.#slot.increase(WORD),
          branch(probing),
        ]),
      ),
      i32.store(this.#at.get, this.#batch.homes, this.#slot.get),
    ]
  }

  #beginProbing(): Code {
    const { hashes, homes } = this.#batch
    return [
      this.#tag.set(i32.shiftLeft(i32.load(this.#at.get, hashes), this.#bits.get)),
      this.#slot.set(i32.load(this.#at.get, homes)),
    ]
  }

  /** Not 0 if the entry's tag is another. */
  get #otherTag(): Code {
    return i32.and(i32.xor(this.#entry.get, this.#tag.get), i32.xor(this.#mask.get, i32.const(-1)))
  }

  #findOrAdd(outOfNumbers: Label): Code {
    const { index } = this.#store
    const { isShared } = this.#shape
    const done = new Label()
    const probing = new Label()
    return block(done, [
      this.#found.load(this.#vectorAt(i32.shiftRight(this.#at.get, i32.const(2))), this.#batch.vectors),
      this.#beginProbing(),
      loop(probing, [
        this.#entry.set(i32.load(this.#slot.get, index)),
        when(i32.isZero(this.#entry.get), [
          branchIf(outOfNumbers, i32.equal(this.#next.get, this.#endOfNumbers.get)),
          this.#writeState(),
          isShared ? this.#claim(done) : [this.#enter(), this.#note(), branch(done)],
        ]),
        when(i32.isZero(this.#otherTag), branchIf(done, i32.isZero(this.#differsFromEntry()))),
        this.#slot.increase(WORD),
        branch(probing),
      ]),
    ])
  }

  #differsFromEntry(): Code {
    return this.#found.differsFromStored(this.#vectorOfEntry, this.#store.vectors)
  }

  get #vectorOfEntry(): Code {
    return this.#vectorAt(i32.sub(i32.and(this.#entry.get, this.#mask.get), i32.const(1)))
  }

  #writeState(): Code {
    const { vectors, parents } = this.#store
    const parent = i32.load(this.#at.get, this.#batch.parents)
    return [
      this.#found.store(this.#vectorAt(this.#next.get), vectors),
      this.#shape.keepsParents ? i32.store(inBytes(this.#next.get), parents, parent) : [],
    ]
  }

  #enter(): Code {
    return i32.store(this.#slot.get, this.#store.index, this.#newEntry)
  }

  /** Enters the new state if no other thread has entered one here meanwhile; that is what is looked at then. */
  #claim(done: Label): Code {
    const address = i32.add(this.#slot.get, i32.const(this.#store.index))
    return [
      this.#entry.set(i32.compareExchange(address, 0, i32.const(0), this.#newEntry)),
      when(i32.isZero(this.#entry.get), [this.#note(), branch(done)]),
    ]
  }

  get #newEntry(): Code {
    return i32.or(this.#tag.get, i32.add(this.#next.get, i32.const(1)))
  }

  /** Keeps what is wanted of a new state, and goes on to the next number. */
  #note(): Code {
    const { outcomes, sleeps, numbers } = this.#batch
    const to = this.#to
    const move = (from: number) => i32.store(to.get, from, i32.load(this.#at.get, from))
    return [
      to.set(inBytes(this.#added.get)),
      move(outcomes),
      move(sleeps),
      i32.store(to.get, numbers, this.#next.get),
      this.#added.increase(1),
      this.#next.increase(1),
    ]
  }

  #vectorAt(number: Code): Code {
    return vectorAt(number, this.#shape.words)
  }
}
