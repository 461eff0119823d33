/** Faults in the search: how states are expanded, stored, judged and counted. */
import type { Fault } from './fault.ts'

const search = ['test/checker/search', 'test/checker/check.test.ts']
const expand = 'checker/search/expand.ts'
const sleepSets = 'checker/search/sleep-sets.ts'
const states = 'checker/search/states.ts'
const slots = 'checker/search/slots.ts'
const layout = 'checker/search/layout.ts'
const newLayout = 'checker/search/new-layout.ts'
const breadthFirst = 'checker/search/breadth-first.ts'
const expansion = 'checker/search/expansion.ts'
const judge = 'checker/search/judge-fresh.ts'
const compiled = 'checker/search/compiled-network.ts'
const tables = 'checker/search/tables.ts'

const fault = (file: string, name: string, find: string, put: string): Fault => ({
  name,
  file,
  find,
  put,
  tests: search,
})

export const searchFaults: readonly Fault[] = [
  fault(
    expand,
    'the last choice of a thread is skipped',
    'for (; choice < choices; choice++) {',
    'for (; choice < choices - 1; choice++) {',
  ),
  fault(
    expand,
    'the last thread is skipped',
    'for (let t = 0; t < threads; t++) {',
    'for (let t = 0; t < threads - 1; t++) {',
  ),
  fault(
    expand,
    'a thread begins at the choice where the one before ended',
    'choice = 0\n    }\n    head++',
    'choice %= 3\n    }\n    head++',
  ),
  fault(
    expand,
    'a bit of the second word is taken from the first',
    'const y = (b & (code[change + 1]',
    'const y = (a & (code[change + 1]',
  ),
  fault(
    expand,
    'bits are cleared but not set',
    '(a & (code[change] as number)) | (code[change + 2] as number)',
    '(a & (code[change] as number)) | 0',
  ),
  fault(
    expand,
    'a step that changes only the second word is taken for none',
    'if (x === a && y === b) continue',
    'if (x === a) continue',
  ),
  fault(
    expand,
    'the filter compares one word of two',
    '((recent[slot] as number) ^ x) | ((recent[slot + 1] as number) ^ y)',
    '((recent[slot] as number) ^ x) | 0',
  ),
  fault(
    expand,
    'the filter compares one word of many',
    'differs |= (recent[slot + k] as number) ^ value',
    'differs = (recent[slot + k] as number) ^ value',
  ),
  fault(expand, 'a state without a step is not noticed', 'if (enabled === 0) {', 'if (enabled < 0) {'),
  fault(expand, 'steps that lead nowhere new do not count as steps', 'enabled |= visited', 'enabled |= 0 * visited'),
  fault(
    expand,
    'a broken step property is passed over',
    "if (verdict !== NOTHING) signal = verdict === 0 ? 'unlearned-property' : 'broken-step'",
    "if (verdict === 0) signal = 'unlearned-property'",
  ),
  fault(
    expand,
    'a choice is taken again after a full batch',
    'choice++\n          place.goesOn = true',
    'place.goesOn = true',
  ),
  fault(
    expand,
    'the choices of a list are counted twice',
    'visits[visited] = (visits[visited] as number) + 1',
    'visits[visited] = (visits[visited] as number) + 2',
  ),
  fault(
    expand,
    'what is begun anew after learning is counted twice',
    'takeBack(steps, vectors, base, t, choice)',
    'forget(steps, 0)',
  ),
  fault(
    expand,
    'what goes on after a full batch is counted twice',
    'forget(steps, t + 1) // they',
    'forget(steps, 0) // they',
  ),
  fault(
    expand,
    'what goes on after a full batch may be called stuck',
    'let enabled = place.goesOn ? 1 : 0',
    'let enabled = 0',
  ),
  fault(
    expand,
    'a thread sleeps though another changes what it looks at',
    '(looksAt & (writes[other] as number)) | (changes & (reads[other] as number))',
    'looksAt & (writes[other] as number)',
  ),
  fault(
    expand,
    'a thread sleeps though it changes what another looks at',
    '(looksAt & (writes[other] as number)) | (changes & (reads[other] as number))',
    'changes & (reads[other] as number)',
  ),
  fault(
    expand,
    'of two threads that do not meet both sleep',
    'for (let other = 0; other < t; other++) {',
    'for (let other = 0; other < threads; other++) {',
  ),
  fault(
    expand,
    'what a thread does that sleeps is not counted',
    '>>> sleeping) & 1) === 0 || t < thread) continue',
    '& (1 - sleeping)) & 1) === 0 || t < thread) continue',
  ),
  fault(
    sleepSets,
    'who sleeps is forgotten when there is room for more',
    'const at = number & mask\n',
    'const at = (number + 1) & mask\n',
  ),
  fault(
    compiled,
    'a thread sleeps though another changes what a property of its steps looks at',
    'this.tables.touch(thread, local, partsOf(path), [])',
    'this.tables.touch(thread, local, [], [])',
  ),
  fault(
    tables,
    'who sleeps does not know what a row of choices has learned since it was made',
    'row.reads |= row.writes\n    this.#addFootprint(row)',
    'row.reads |= row.writes',
  ),
  fault(breadthFirst, 'the depth grows by two', 'this.depth++', 'this.depth += 2'),
  fault(
    breadthFirst,
    'a level with a single new state ends the search',
    'this.store.count === this.#levelEnd) return',
    'this.store.count <= this.#levelEnd + 1) return',
  ),
  fault(
    breadthFirst,
    'the initial state is not judged',
    'this.#expansion.judge(0, undefined)',
    'this.#expansion.illegalIgnored = 0',
  ),
  fault(
    breadthFirst,
    'the limit of states is not looked at',
    'if (this.store.count > maxStates && this.found === undefined)',
    'if (this.store.count > maxStates && this.depth < 0)',
  ),
  fault(states, 'vectors with the same tag are taken for equal', 'if (k === words) break', 'if (k >= 0) break'),
  fault(
    states,
    'only the first word of a vector is compared',
    'while (k < words && vectors[stored + k] === found[at + k]) k++',
    'while (k < words && vectors[stored] === found[at]) k++',
  ),
  fault(
    states,
    'a parent is off by one',
    'if (keepsParents) parents[count] = from[i] as number',
    'if (keepsParents) parents[count] = Math.max(0, (from[i] as number) - 1)',
  ),
  fault(
    states,
    'the outcome that led to a state is another',
    'outcomes[count - first] = outcomes[i] as number',
    'outcomes[count - first] = outcomes[0] as number',
  ),
  fault(
    slots,
    'an entry is lost when the index grows',
    'put(index, to, vectors, words, numbers, found)',
    'put(index, to, vectors, words, numbers, found - 1)',
  ),
  fault(
    slots,
    'the tag of an entry is another after the index has grown',
    'index[slot] = (hash << bits) | (number + 1)',
    'index[slot] = (hash << (bits + 1)) | (number + 1)',
  ),
  fault(
    layout,
    'a field is one bit too narrow',
    'count <= 1 ? 0 : 32 - Math.clz32(count - 1)',
    'count <= 2 ? 0 : 32 - Math.clz32(count - 2)',
  ),
  fault(
    layout,
    'a bit of a field that goes to another place is lost',
    'const bits = (old[moves[i] as number] as number) & (moves[i + 1] as number)',
    'const bits = (old[moves[i] as number] as number) & (moves[i + 1] as number) & -2',
  ),
  fault(
    tables,
    'two local states of a wide field are taken for one',
    'return below + NODE + (local & mask)',
    'return below + NODE + (local & (mask >> 1))',
  ),
  fault(
    newLayout,
    'longer vectors are written over others that are yet to be moved',
    'words === wordsThen ? 0 : Math.ceil((high * words) / wordsThen)',
    'words === wordsThen ? 0 : Math.ceil((high * words) / wordsThen / 2)',
  ),
  fault(
    newLayout,
    'states after the first gap are not found after they were laid out anew',
    'const numbers = runs.flatMap(([low, high]) => cut(low, high, many))',
    'const numbers = runs.slice(0, 1).flatMap(([low, high]) => cut(low, high, many))',
  ),
  fault(
    'checker/search/counterexample.ts',
    'a counterexample is told from states that are half laid out anew',
    'if (!isFinished(search)) return undefined',
    'if (search.pathTo.length > 1 && !isFinished(search)) return undefined',
  ),
  fault(
    expansion,
    'an illegal event is ignored',
    "if (lesson !== 'learned') this.#noteIllegal(lesson.clause, place, lesson.offer)",
    "if (lesson !== 'learned' && place.head < 0) this.#noteIllegal(lesson.clause, place, lesson.offer)",
  ),
  fault(
    expansion,
    'a thread that may rest is reported as stuck',
    'every((thread) => isAtRest(thread, look))) return',
    'some((thread) => isAtRest(thread, look) && false)) return',
  ),
  fault(
    judge,
    'the last state of a batch is not judged',
    'for (let i = from; i < added; i++) {',
    'for (let i = from; i < added - 1; i++) {',
  ),
  fault(
    judge,
    'a property in the second word of a mask is not judged',
    'for (let word = 0; word < maskWords; word++) {',
    'for (let word = 0; word < Math.min(1, maskWords); word++) {',
  ),
  fault(compiled, 'what a property looks at is not written down', 'if (grew) for', 'if (!grew && grew) for'),
  fault(
    compiled,
    'a witness that was reached takes another with it',
    '& ~(1 << (number % MASK_BITS))',
    '& ~(3 << (number % MASK_BITS))',
  ),
  fault(
    tables,
    'a step to nowhere new is not asked for step properties',
    'return this.code[outcome + 1] === NOTHING && changes',
    'return changes',
  ),
  fault(
    tables,
    'what was counted as visits is added twice',
    'this.visits[at] = 0',
    'this.visits[at] = (this.visits[at] as number) * 1',
  ),
]
