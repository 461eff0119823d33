/** Faults in code that is written for a network, in what it works on, and in the memory that it needs. */
import type { Fault } from './fault.ts'

const expandCode = 'checker/search/generated/expand-code.ts'
const addCode = 'checker/search/generated/add-code.ts'
const spreadCode = 'checker/search/generated/spread-code.ts'
const vectorCode = 'checker/search/generated/vector-code.ts'
const searchLoop = 'checker/search/generated/search-loop.ts'
const workbench = 'checker/search/generated/workbench.ts'
const stateMemory = 'checker/search/state-memory.ts'
const sharedStates = 'checker/parallel/shared-states.ts'
const sharedStore = 'checker/parallel/shared-store.ts'

const fault =
  (tests: readonly string[]) =>
  (file: string, name: string, find: string, put: string): Fault => ({ name, file, find, put, tests })

const ofSearch = fault(['test/checker/random-networks.test.ts', 'test/checker/search', 'test/model/shortcuts.test.ts'])
const ofStore = fault(['test/checker/search/states.test.ts', 'test/checker/workers.test.ts'])

export const generatedFaults: readonly Fault[] = [
  ofSearch(
    expandCode,
    'generated: the first thread is skipped',
    'this.#shape.rows.map((_, thread) => this.#expand(thread))',
    'this.#shape.rows.map((_, thread) => (thread === 0 ? [] : this.#expand(thread)))',
  ),
  ofSearch(
    expandCode,
    'generated: a list that has yet to be made is taken for one',
    'branchIf(this.#more, i32.isZero(list.get)),',
    '',
  ),
  ofSearch(
    expandCode,
    'generated: a step that has yet to be learned is taken for none',
    'branchIf(skip, i32.equal(this.#entry.get, i32.const(NOTHING))),\n      branchIf(this.#more',
    'branchIf(skip, i32.equal(this.#entry.get, i32.const(NOTHING))),\n      branchIf(skip',
  ),
  ofSearch(
    expandCode,
    'generated: a broken step property is passed over',
    'branchIf(this.#more, i32.differ(verdict.get, i32.const(NOTHING)))',
    'branchIf(this.#more, i32.isZero(verdict.get))',
  ),
  ofSearch(
    expandCode,
    'generated: outcomes that were noted are counted once too often',
    'increment(i32.load(this.#taken.get, 0), fired),',
    'increment(i32.load(this.#taken.get, 0), fired),\n          increment(i32.load(this.#taken.get, 0), fired),',
  ),
  ofSearch(
    expandCode,
    'generated: what one list decides is counted for another',
    'increment(this.#entry.get, visits),',
    'increment(this.#entry.get, visits + 8),',
  ),
  ofSearch(
    expandCode,
    'generated: a state without a step is not noticed',
    'when(i32.isZero(this.#enabled.get), ',
    'when(i32.const(0), ',
  ),
  ofSearch(
    expandCode,
    'generated: a thread sleeps though another changes what it looks at',
    'i32.or(i32.and(reads.get, other.writes.get), i32.and(writes.get, other.reads.get))',
    'i32.or(i32.and(i32.const(0), reads.get), i32.and(writes.get, other.reads.get))',
  ),
  ofSearch(
    expandCode,
    'generated: what a thread does that sleeps is not counted',
    'branchIf(end, i32.isZero(i32.and(i32.shiftRight(this.#ints(list.get, 2), this.#sleeping.get), i32.const(1)))),',
    'branchIf(end, this.#sleeping.get),',
  ),
  ofSearch(
    expandCode,
    'generated: a full batch takes one more',
    'i32.const(this.#shape.room)',
    'i32.const(this.#shape.room + 1)',
  ),
  ofSearch(
    vectorCode,
    'generated: vectors are compared in their last words only',
    'return this.#each(differs).reduce((some, one) => i32.or(some, one))',
    'return this.#each(differs).at(-1) as Code',
  ),
  ofSearch(
    vectorCode,
    'generated: a field of the second word is read from the first',
    'i64.const(field & 63)',
    'i64.const(field & 31)',
  ),
  ofSearch(
    vectorCode,
    'generated: bits are cleared but not set',
    'return half.set(typed.or(kept, typed.load(address, set + at)))',
    'return half.set(set < 0 ? typed.const(0) : kept)',
  ),
  ofSearch(
    searchLoop,
    'generated: what was learned is not taken over',
    'this.#isStale = true',
    'this.#isStale = false',
  ),
  ofSearch(
    searchLoop,
    'generated: what was counted before something was learned is forgotten',
    'this.settle() // the counts are about something else, once tables have been made anew',
    'this.settle.name',
  ),
  ofSearch(
    workbench,
    'generated: a state is expanded twice',
    'place.head < this.#from || place.head >= this.#to',
    'place.head < this.#from || place.head > this.#to',
  ),
  ofSearch(
    workbench,
    'generated: who sleeps is who sleeps in the state before',
    'state < floor ? 0 : (sets[state & mask] as number)',
    'state < floor ? 0 : (sets[(state - 1) & mask] as number)',
  ),
  ofStore(
    addCode,
    'generated: vectors with the same tag are taken for equal',
    'branchIf(done, i32.isZero(this.#differsFromEntry()))',
    'branchIf(done, i32.or(i32.const(1), this.#differsFromEntry()))',
  ),
  ofStore(
    addCode,
    'generated: a parent is another',
    'const parent = i32.load(this.#at.get, this.#batch.parents)',
    'const parent = i32.load(i32.const(0), this.#batch.parents)',
  ),
  ofStore(
    addCode,
    'generated: the outcome that led to a state is another',
    'move(outcomes),',
    'i32.store(to.get, outcomes, i32.load(i32.const(0), outcomes)),',
  ),
  ofStore(
    addCode,
    'generated: a successor is lost where numbers run out',
    'i32.store(i32.const(0), said, i32.shiftRight(this.#at.get, i32.const(2))),\n      i32.store(i32.const(0), said + WORD',
    'i32.store(i32.const(0), said, i32.add(i32.shiftRight(this.#at.get, i32.const(2)), i32.equal(this.#next.get, this.#endOfNumbers.get))),\n      i32.store(i32.const(0), said + WORD',
  ),
  ofStore(
    spreadCode,
    'generated: an entry is lost when the index grows',
    'upTo(at, end.get, WORD, [',
    'upTo(at, i32.sub(end.get, i32.const(WORD)), WORD, [',
  ),
  ofStore(
    spreadCode,
    'generated: the tag of an entry is another after the index has grown',
    'i32.shiftLeft(hash.get, bits.get)',
    'i32.shiftLeft(hash.get, i32.add(bits.get, i32.const(1)))',
  ),
  ofStore(
    stateMemory,
    'the last states stay behind when all leave the arena',
    'vectors: count * this.#words, parents }',
    'vectors: (count - 9) * this.#words, parents }',
  ),
  ofStore(
    sharedStates,
    'who sleeps in what generated code has found is not noted',
    'if (number >= floor) sets[number & ring] = sleeps[i] as number',
    'if (number >= floor) sets[number & ring] = ~(sleeps[i] as number)',
  ),
  ofStore(
    sharedStore,
    'the last states that threads share stay behind when all leave the arena',
    'vectors: this.taken * words })',
    'vectors: (this.taken >> 1) * words })',
  ),
]
