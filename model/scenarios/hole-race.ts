import { witness } from '../../checker/index.ts'
import { ZERO_PAGE } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors } from '../paths/sight.ts'
import { accesses, drives, type Scenario, workers } from './scenario.ts'

/** The argument of the patch thread: may the second invalidation, in migrate_vma_pages(), be removed? */
export const holeRace: Scenario = {
  name: 'hole-race',
  question:
    'two GPUs migrate the same untouched page to themselves, each may have read it before: does each see the truth?',
  summary: 'GPU A and GPU B: each driver migrates and serves read faults, in any order; each GPU reads and writes',
  forever: true,
  devices: ['A', 'B'],
  alike: [['A', 'B']],
  realDrivers: true,
  needs: ['memory', 'mirror'],
  threads: (system, mode) =>
    system.subscribers.flatMap(({ name }) => [
      drives(system, name, mode, ['read']),
      accesses(system, name, mode),
      ...workers(system, name, mode),
    ]),
  witnesses: (system, threads) => [
    // not where one lock keeps the migrations of both apart
    ...(system.subscriber('A').migrateLock === undefined
      ? [
          witness('both reach the insertion, and one loses', (see) =>
            threads.some((thread) =>
              localsOf(see, thread).entries.some(({ hole, lost, dst }) => hole && lost && dst !== null),
            ),
          ),
        ]
      : []),
    witness('a GPU has mapped the zero page', (see) =>
      mirrors(system).some(([subscriber, address]) => mirrorOf(subscriber, address, see).frame === ZERO_PAGE),
    ),
  ],
}
