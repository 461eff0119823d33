/** Faults in what leaves states and steps out: each would hide something, or leave out less than it says. */
import type { Fault } from './fault.ts'

const tests = ['test/checker/reductions']

export const reductionFaults: readonly Fault[] = [
  {
    name: 'any step may be a key, so that rows of keys go round in circles',
    file: 'checker/reductions/key-steps.ts',
    find: 'this.#ask(outcome) ? ALLOWED : REFUSED',
    put: 'this.#ask(outcome) || outcome >= 0 ? ALLOWED : REFUSED',
    tests,
  },
  {
    name: 'a key may be a step that properties see',
    file: 'checker/reductions/ample-sets.ts',
    find: '!this.#isWatched(outcome) && this.#keys.allows(outcome)',
    put: '(this.#isWatched(outcome) || true) && this.#keys.allows(outcome)',
    tests,
  },
  {
    name: 'what the others do does not count as seen',
    file: 'checker/reductions/footprints.ts',
    find: 'own.seen[word] = masks[outcome * maskWords + word] as number',
    put: 'own.seen[word] = (masks[outcome * maskWords + word] as number) & 0',
    tests,
  },
  {
    name: 'only what is written meets, not what is looked at',
    file: 'checker/reductions/footprints.ts',
    find: 'overlap(a.reads, b.writes) || overlap(a.writes, b.reads)',
    put: 'overlap(a.reads, b.writes) && overlap(a.writes, b.reads)',
    tests,
  },
  {
    name: 'what a disabled event looks at is left out',
    file: 'checker/reductions/footprints.ts',
    find: 'if (writes.length === 0) this.#addReads(at(idle',
    put: 'if (writes.length < 0) this.#addReads(at(idle',
    tests,
  },
  {
    name: 'what step properties look at is left out',
    file: 'checker/reductions/footprints.ts',
    find: 'for (const { of, path } of this.#compiled.stepVerdicts) this.#addReads',
    put: 'for (const { of, path } of this.#compiled.stepVerdicts.slice(0, 0)) this.#addReads',
    tests,
  },
  {
    name: 'a thread has no future but its present',
    file: 'checker/reductions/footprints.ts',
    find: 'if (join(byLocal[earlier] as Footprint, byLocal[local] as Footprint)) grown.add(earlier)',
    put: 'if (before.size < 0) join(byLocal[earlier] as Footprint, byLocal[local] as Footprint)',
    tests,
  },
  {
    name: 'a blocked thread is never woken by others',
    file: 'checker/reductions/ample-sets.ts',
    find: '(this.#wakersOf(thread, ready) & others) === 0) continue',
    put: '(this.#wakersOf(thread, ready) & others) !== -1) continue',
    tests,
  },
  {
    name: 'choices made in ignorance are never taken back',
    file: 'checker/reductions/reduced-search.ts',
    find: 'isStillRight(set, this.#ready) !== true',
    put: 'isStillRight(set, this.#ready) === undefined',
    tests,
  },
  {
    name: 'members need not be alike',
    file: 'checker/reductions/verify-symmetry.ts',
    find: 'if (a === NOTHING || b === NOTHING) throw told(',
    put: 'if (a === NOTHING || b === NOTHING) void told(',
    tests,
  },
  {
    name: 'a property may know one of the members',
    file: 'checker/reductions/verify-symmetry.ts',
    find: 'throw told(swap, `property "${this.#compiled.watched[watched]?.name}"`)',
    put: 'void told(swap, `property "${this.#compiled.watched[watched]?.name}"`)',
    tests,
  },
  {
    name: 'the largest of an orbit stands for it where a step leads, the smallest elsewhere',
    file: 'checker/reductions/canonical-vectors.ts',
    find: 'less = value < best ? 1 : -1',
    put: 'less = value > best ? 1 : -1',
    tests,
  },
  {
    name: 'what fires for one member does not count for the others',
    file: 'checker/reductions/alike-coverage.ts',
    find: 'if (at !== undefined) orbit.add(at)',
    put: 'if (at !== undefined) orbit.delete(at)',
    tests,
  },
]
