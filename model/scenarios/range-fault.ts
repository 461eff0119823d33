import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors, pteOf } from '../paths/sight.ts'
import { accesses, discards, faults, type Scenario } from './scenario.ts'

/** A device fault for a range is as good as its oldest look: what it saw first must still be true when it maps. */
export const rangeFault: Scenario = {
  name: 'range-fault',
  question: 'a GPU faults on two addresses at once while user space gives both back: does it map what is gone?',
  summary: 'GPU A faults on both addresses at once and uses them; another thread calls madvise(MADV_DONTNEED) on both',
  devices: ['A'],
  asks: ['one-seq-per-snapshot'],
  shape: {
    addresses: [
      { name: 'VA 1', mm: 'mm', family: 'VA 1' },
      { name: 'VA 2', mm: 'mm', family: 'VA 2' },
    ],
  },
  threads: (system, mode) => [
    faults(system, 'A', mode, ['read', 'write']),
    accesses(system, 'A', mode),
    discards(system, mode),
  ],
  witnesses: (system, threads) => [
    witness(
      'the first address is given back between the looks at the two',
      (see) =>
        threads.some((thread) => localsOf(see, thread).snapshot.length === 1) &&
        pteOf(system.address('VA 1'), see).kind === 'none',
    ),
    witness('both are mapped', (see) => mirrors(system).every((entry) => mirrorOf(...entry, see).frame !== null)),
  ],
}
