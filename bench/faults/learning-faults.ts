/** Faults in what is learned from XState, and in how counterexamples are told. */
import type { Fault } from './fault.ts'

const learner = 'checker/learn/learner.ts'
const localStates = 'checker/learn/local-states.ts'

export const learningFaults: readonly Fault[] = [
  {
    name: 'a view that a guard took is not noted',
    file: learner,
    find: 'path.push(number, states.viewNumber(view), value)',
    put: 'seen.add(`${states.viewNumber(view)}`)',
    tests: ['test/checker/learn', 'test/checker/search'],
  },
  {
    name: 'the last part that a step writes is forgotten',
    file: learner,
    find: 'if (value !== before) writes.push(number, before, value)',
    put: 'if (value !== before && writes.length < 3) writes.push(number, before, value)',
    tests: ['test/checker/check.test.ts', 'test/checker/search'],
  },
  {
    name: 'a second look at a part is not the first',
    file: learner,
    find: 'if (known !== undefined) return known\n      if (whole.has(number))',
    put: 'if (known !== undefined && number < 0) return known\n      if (whole.has(number))',
    tests: ['test/checker/learn', 'test/checker/check.test.ts'],
  },
  {
    name: 'all views of a part are one',
    file: localStates,
    find: '({ key }) => key === view.key',
    put: '({ key }) => key.length > 0',
    tests: ['test/checker/learn', 'test/checker/random-networks.test.ts'],
  },
  {
    name: 'two contexts that differ are taken for one local state',
    file: localStates,
    find: 'const key = canonicalKey(this.part.name, snapshot)\n    const known',
    put: 'const key = canonicalKey(this.part.name, { ...snapshot, context: {} })\n    const known',
    tests: ['test/checker/canonical.test.ts', 'test/checker/check.test.ts'],
  },
  {
    name: 'a thread at rest counts as one that waits',
    file: 'checker/waiting.ts',
    find: "snapshot.hasTag('rest')",
    put: "snapshot.hasTag('never')",
    tests: ['test/checker/waiting.test.ts', 'test/checker/check.test.ts'],
  },
  {
    name: 'a strong assumption is taken for met where it obliges somewhere',
    file: 'checker/liveness/fair-sets.ts',
    find: 'strong: masks.strong & sometimes & ~taken',
    put: 'strong: masks.strong & always & ~taken',
    tests: ['test/checker/liveness'],
  },
  {
    name: 'a weak assumption is never asked for',
    file: 'checker/liveness/fair-sets.ts',
    find: 'if (weak !== 0) continue',
    put: 'if (weak < 0) continue',
    tests: ['test/checker/liveness'],
  },
  {
    name: 'what is left without the states that oblige is not searched again',
    file: 'checker/liveness/fair-sets.ts',
    find: 'rest = Int32Array.from(again)',
    put: 'rest = Int32Array.from(again.slice(again.length))',
    tests: ['test/checker/liveness'],
  },
]
