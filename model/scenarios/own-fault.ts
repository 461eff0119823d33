import { witness } from '../../checker/index.ts'
import { isMigrating, localsOf } from '../paths/path-thread.ts'
import { mirrors as entriesOf, mirrorOf } from '../paths/sight.ts'
import { migrates, mirrors, type Scenario } from './scenario.ts'

/** A driver against itself: its migration and its fault handler on the same page. */
export const ownFault: Scenario = {
  name: 'own-fault',
  question: "a GPU's driver migrates a page while its own fault handler maps it: does the GPU see the truth?",
  summary: 'GPU A migrates; its fault handler maps the page for reading or writing; it reads and writes',
  forever: true,
  devices: ['A'],
  realDrivers: true,
  needs: ['memory', 'mirror'],
  threads: (system, mode) => [migrates(system, 'A', mode), ...mirrors(system, 'A', mode, ['read', 'write'], 2)],
  witnesses: (system, threads) => [
    system.subscriber('A').driver.serialises === 'migrations and faults'
      ? witness(
          'a fault handler waits for the migration to end',
          (see) =>
            threads.some((thread) => isMigrating(see, thread)) &&
            threads.some((thread) => see(thread.ref).matches({ faulting: 'serialise' })),
        )
      : witness(
          'a fault handler holds a snapshot while the migration is under way',
          (see) =>
            threads.some((thread) => isMigrating(see, thread)) &&
            threads.some((thread) => localsOf(see, thread).snapshot.length > 0),
        ),
    witness('the GPU maps its own memory', (see) =>
      entriesOf(system).some(([subscriber, address]) => mirrorOf(subscriber, address, see).frame === 'A1'),
    ),
  ],
}
