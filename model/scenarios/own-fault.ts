import { witness } from '../../checker/index.ts'
import { isMigrating, localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors } from '../paths/sight.ts'
import { accesses, faults, migrates, type Scenario } from './scenario.ts'

/** A driver against itself: its migration and its fault handler on the same page. */
export const ownFault: Scenario = {
  name: 'own-fault',
  question: "a GPU's driver migrates a page while its own fault handler maps it: does the GPU see the truth?",
  summary: 'GPU A migrates; its fault handler maps the page for reading or writing; it reads and writes',
  devices: ['A'],
  threads: (system, mode) => [
    migrates(system, 'A', mode),
    faults(system, 'A', mode, ['read', 'write']),
    accesses(system, 'A', mode, 2),
  ],
  witnesses: (system, threads) => [
    witness(
      'a fault handler holds a snapshot while the migration is under way',
      (see) =>
        threads.some((thread) => isMigrating(see, thread)) &&
        threads.some((thread) => localsOf(see, thread).snapshot.length > 0),
    ),
    witness('the GPU maps its own memory', (see) =>
      mirrors(system).some(([subscriber, address]) => mirrorOf(subscriber, address, see).frame === 'A1'),
    ),
  ],
}
