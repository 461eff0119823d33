/**
 * Writes the search loop out for one network, as WebAssembly: ../expand.ts with the threads one after the other instead of
 * a loop over them, their fields as constants, and vectors in registers of 64 bits.
 *
 * It stops in front of a state for which more is needed than to look up what is there (something unlearned, a step that may
 * break a property, a full batch): that state is for ../expand.ts, from its beginning. What was found from it stays, since
 * it is found again; it is counted only when it is done.
 */
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
import { LIST, NODE, NOTHING, OUTCOME, ROW } from '../tables.ts'
import { hashCode } from './hash-code.ts'
import { inBytes, VectorCode, vectorAt, WORD } from './vector-code.ts'

/** What the code is written for. */
export interface Shape {
  readonly words: number
  /** By thread: where its rows are in the tables; the place and the mask of the field of its local state. */
  readonly rows: readonly number[]
  readonly fields: readonly number[]
  readonly masks: readonly number[]
  readonly checksSteps: boolean
  readonly filters: boolean
  /** Whether threads may sleep; then there are not more than a set of them holds. */
  readonly sleeps: boolean
  /** Whether threads share the memory. */
  readonly isShared: boolean
  readonly recentMask: number
  /** Successors up to which the batch may be filled, and how many there are when it is handed on. */
  readonly room: number
  readonly enough: number
}

/** Addresses of what it works on. */
export interface Places {
  /** Where it says why it stopped, and then in front of which state of the window. */
  readonly said: number
  readonly code: number
  readonly visits: number
  readonly fired: number
  /** States to be expanded, and who sleeps in them. */
  readonly window: number
  readonly sets: number
  /** Outcomes that are still to be counted, and where there is no more room for them. */
  readonly taken: number
  readonly takenEnd: number
  readonly batch: BatchPlaces
}

/** Why the code stops. */
export const REASON = { end: 0, batch: 1, noStep: 2, more: 3 } as const

/**
 * The module of a function of the first state to be expanded, as a place in the window and as its number; of the place in
 * the window where to end; and of the size of the batch. It returns the new size of the batch.
 */
export function expandCode(shape: Shape, places: Places): Uint8Array {
  return new ExpandCode(shape, places).module()
}

/** Of a thread, in the state that is being expanded. */
interface OfThread {
  readonly list: Local
  readonly reads: Local
  readonly writes: Local
}

class ExpandCode {
  readonly #shape: Shape
  readonly #places: Places
  readonly #builder = new FunctionBuilder()
  readonly #at = this.#builder.param('i32')
  readonly #number = this.#builder.param('i32')
  readonly #end = this.#builder.param('i32')
  readonly #size = this.#builder.param('i32')
  readonly #base = this.#builder.local('i32')
  readonly #asleep = this.#builder.local('i32')
  readonly #enabled = this.#builder.local('i32')
  /** Where the next outcome to be counted is noted. */
  readonly #taken = this.#builder.local('i32')
  readonly #root = this.#builder.local('i32')
  readonly #last = this.#builder.local('i32')
  readonly #entry = this.#builder.local('i32')
  readonly #isTree = this.#builder.local('i32')
  readonly #node = this.#builder.local('i32')
  readonly #outcome = this.#builder.local('i32')
  readonly #outcomeNumber = this.#builder.local('i32')
  readonly #sleeping = this.#builder.local('i32')
  readonly #sleep = this.#builder.local('i32')
  readonly #hash = this.#builder.local('i32')
  readonly #address = this.#builder.local('i32')
  readonly #state: VectorCode
  readonly #next: VectorCode
  readonly #threads: readonly OfThread[]
  /** Where to go for a state that needs more. */
  readonly #more = new Label()

  constructor(shape: Shape, places: Places) {
    this.#shape = shape
    this.#places = places
    this.#state = new VectorCode(this.#builder, shape.words)
    this.#next = new VectorCode(this.#builder, shape.words)
    this.#threads = shape.rows.map(() => ({
      list: this.#builder.local('i32'),
      reads: this.#builder.local('i32'),
      writes: this.#builder.local('i32'),
    }))
  }

  module(): Uint8Array {
    const places = this.#places
    const stop = new Label()
    const states = new Label()
    const done = [
      this.#count(),
      this.#at.increase(1),
      this.#number.increase(1),
      when(i32.isZero(this.#enabled.get), [this.#stopFor(REASON.noStep), branch(stop)]),
      when(i32.isAtLeastUnsigned(this.#size.get, i32.const(this.#shape.enough)), [
        this.#stopFor(REASON.batch),
        branch(stop),
      ]),
      branch(states),
    ]
    const body = block(stop, [
      this.#stopFor(REASON.end),
      loop(states, [
        branchIf(stop, i32.isAtLeastUnsigned(this.#at.get, this.#end.get)),
        block(this.#more, [
          this.#take(),
          this.#shape.rows.map((_, thread) => this.#findList(thread)),
          this.#shape.rows.map((_, thread) => this.#expand(thread)),
          done,
        ]),
        this.#stopFor(REASON.more),
      ]),
    ])
    const said = i32.store(i32.const(0), places.said + WORD, this.#at.get)
    return this.#builder.module([body, said, this.#size.get], this.#shape.isShared)
  }

  #stopFor(reason: number): Code {
    return i32.store(i32.const(0), this.#places.said, i32.const(reason))
  }

  #take(): Code {
    const { window, sets, taken } = this.#places
    return [
      this.#base.set(vectorAt(this.#at.get, this.#shape.words)),
      this.#state.load(this.#base.get, window),
      this.#asleep.set(i32.load(inBytes(this.#at.get), sets)),
      this.#taken.set(i32.const(taken)),
      this.#enabled.set(i32.const(0)),
    ]
  }

  /** Finds a thread's list, and what its events look at and change. */
  #findList(thread: number): Code {
    const { rows, fields, masks } = this.#shape
    const { list, reads, writes } = this.#threads[thread] as OfThread
    const row = this.#node
    const local = this.#state.field(fields[thread] as number, masks[thread] as number)
    return [
      row.set(this.#ints(inBytes(local), rows[thread] as number)),
      branchIf(this.#more, i32.isZero(row.get)),
      row.set(inBytes(row.get)),
      list.set(this.#ints(i32.add(row.get, inBytes(this.#tested(row))), ROW)),
      branchIf(this.#more, i32.isZero(list.get)),
      list.set(inBytes(list.get)),
      this.#shape.sleeps ? [reads.set(this.#ints(row.get, NODE)), writes.set(this.#ints(row.get, NODE + 1))] : [],
    ]
  }

  /** Goes through a thread's list. */
  #expand(thread: number): Code {
    const { list } = this.#threads[thread] as OfThread
    const end = new Label()
    const next = new Label()
    const sleeping = i32.and(i32.shiftRight(this.#asleep.get, i32.const(thread)), i32.const(1))
    return block(end, [
      this.#sleeping.set(this.#shape.sleeps ? sleeping : i32.const(0)),
      branchIf(end, i32.isZero(i32.and(i32.shiftRight(this.#ints(list.get, 2), this.#sleeping.get), i32.const(1)))),
      this.#sleep.set(this.#sleepersBefore(thread)),
      this.#root.set(i32.add(list.get, i32.const(WORD * LIST))),
      this.#last.set(i32.add(this.#root.get, inBytes(this.#ints(list.get, 0)))),
      loop(next, [
        branchIf(end, i32.isAtLeastUnsigned(this.#root.get, this.#last.get)),
        this.#entry.set(this.#ints(this.#root.get, 0)),
        this.#root.increase(WORD),
        this.#step(next),
        branch(next),
      ]),
    ])
  }

  /** Takes the step that an entry stands for, if it stands for one, and if its thread does not sleep. */
  #step(skip: Label): Code {
    return [
      this.#isTree.set(i32.isGreater(this.#entry.get, i32.const(0))),
      when(this.#isTree.get, this.#walk(this.#entry)),
      branchIf(skip, i32.equal(this.#entry.get, i32.const(NOTHING))),
      branchIf(this.#more, i32.isZero(this.#entry.get)),
      this.#outcome.set(inBytes(i32.sub(i32.const(0), this.#entry.get))),
      this.#shape.checksSteps ? this.#checkStep() : [],
      this.#outcomeNumber.set(this.#ints(this.#outcome.get, 0)),
      when(this.#isTree.get, this.#note()),
      this.#enabled.set(i32.const(1)),
      branchIf(skip, this.#sleeping.get),
      this.#next.change(this.#state, this.#outcome.get, ...this.#changes),
      branchIf(skip, i32.isZero(this.#next.differs(this.#state))), // a step back to the same state needs no look-up
      branchIf(this.#more, i32.equal(this.#size.get, i32.const(this.#shape.room))),
      this.#add(),
    ]
  }

  /** Follows a tree down to its leaf. */
  #walk(entry: Local): Code {
    const down = new Label()
    const node = this.#node
    return loop(down, [
      node.set(inBytes(entry.get)),
      entry.set(this.#ints(i32.add(node.get, inBytes(this.#tested(node))), NODE)),
      branchIf(down, i32.isGreater(entry.get, i32.const(0))),
    ])
  }

  /** Stops in front of the state if the step properties are not known to be fine with the outcome. */
  #checkStep(): Code {
    const verdict = this.#entry
    return [
      verdict.set(this.#ints(this.#outcome.get, 1)),
      when(i32.isGreater(verdict.get, i32.const(0)), this.#walk(verdict)),
      branchIf(this.#more, i32.differ(verdict.get, i32.const(NOTHING))),
    ]
  }

  /** Notes the outcome, to be counted. */
  #note(): Code {
    return [
      branchIf(this.#more, i32.equal(this.#taken.get, i32.const(this.#places.takenEnd))),
      i32.store(this.#taken.get, 0, this.#outcomeNumber.get),
      this.#taken.increase(WORD),
    ]
  }

  /** Puts a successor into the batch, unless the filter knows it. The filter is not branched on: it cannot be predicted. */
  #add(): Code {
    const { words, filters, recentMask } = this.#shape
    const { vectors, hashes, parents, outcomes, sleeps, recent } = this.#places.batch
    const slot = this.#address
    return [
      hashCode(this.#hash, this.#next, words),
      this.#next.store(vectorAt(this.#size.get, words), vectors),
      slot.set(inBytes(this.#size.get)),
      i32.store(slot.get, hashes, this.#hash.get),
      i32.store(slot.get, parents, this.#number.get),
      i32.store(slot.get, outcomes, this.#outcomeNumber.get),
      i32.store(slot.get, sleeps, this.#sleep.get),
      slot.set(vectorAt(i32.and(this.#hash.get, i32.const(recentMask)), words)),
      this.#size.set(i32.add(this.#size.get, filters ? this.#next.differsFromStored(slot.get, recent) : i32.const(1))),
      this.#next.store(slot.get, recent),
    ]
  }

  /** Counts what was taken: each list, and the outcomes that were noted. */
  #count(): Code {
    const { visits, fired, taken } = this.#places
    const counting = new Label()
    const counted = new Label()
    const increment = (counter: Code, offset: number): Code => [
      this.#address.set(i32.shiftLeft(counter, i32.const(3))),
      f64.store(this.#address.get, offset, f64.add(f64.load(this.#address.get, offset), f64.one)),
    ]
    return [
      this.#threads.map(({ list }) => [
        this.#entry.set(this.#ints(list.get, 1)),
        this.#enabled.set(i32.or(this.#enabled.get, this.#entry.get)),
        increment(this.#entry.get, visits),
      ]),
      block(
        counted,
        loop(counting, [
          branchIf(counted, i32.equal(this.#taken.get, i32.const(taken))),
          this.#taken.increase(-WORD),
          increment(i32.load(this.#taken.get, 0), fired),
          branch(counting),
        ]),
      ),
    ]
  }

  /** Which of the threads before this one sleep in what its steps lead to. */
  #sleepersBefore(thread: number): Code {
    if (!this.#shape.sleeps) return i32.const(0)
    const { reads, writes } = this.#threads[thread] as OfThread
    return this.#threads.slice(0, thread).reduce((sum: Code, other, bit) => {
      const met = i32.or(i32.and(reads.get, other.writes.get), i32.and(writes.get, other.reads.get))
      return i32.or(sum, i32.shiftLeft(i32.isZero(met), i32.const(bit)))
    }, i32.const(0))
  }

  /** What the field shows that a row or node tests, which begin alike. */
  #tested(test: Local): Code {
    const stored = { address: this.#base.get, offset: this.#places.window }
    return this.#state.fieldAt(this.#ints(test.get, 0), this.#ints(test.get, 1), stored)
  }

  /** Number `at` of the tables' numbers from an address on. */
  #ints(address: Code, at: number): Code {
    return i32.load(address, this.#places.code + WORD * at)
  }

  /** Where an outcome's masks are: those that keep, and those that set. */
  get #changes(): [keep: number, set: number] {
    const keep = this.#places.code + WORD * OUTCOME
    return [keep, keep + WORD * this.#shape.words]
  }
}
