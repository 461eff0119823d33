import { witness } from '../../checker/index.ts'
import { cpuAccess } from '../paths/cpu-access.ts'
import { getUserPages } from '../paths/get-user-pages.ts'
import { localsOf } from '../paths/path-thread.ts'
import { drives, type Scenario, walks } from './scenario.ts'

/** A range is migrated in one call, and each of its addresses has a fate of its own. */
export const batch: Scenario = {
  name: 'batch',
  question:
    'a range of two addresses is migrated in one call while one is written and the other pinned: is each told its own fate?',
  summary:
    'GPU A migrates and faults both addresses at once; a CPU thread stores to the first; another pins the second',
  devices: ['A'],
  shape: {
    addresses: [
      { name: 'VA 1', mm: 'mm', family: 'VA 1' },
      { name: 'VA 2', mm: 'mm', family: 'VA 2' },
    ],
    deviceFrames: 2,
  },
  threads: (system, mode) => [
    drives(system, 'A', mode, ['write']),
    walks(system, mode, cpuAccess, { name: 'CPU', on: ['VA 1'] }),
    walks(system, mode, getUserPages, { name: 'GUP', on: ['VA 2'] }),
  ],
  witnesses: (_, threads) => [
    witness('one address migrates and the other does not', (see) =>
      threads.some((thread) => {
        const { entries } = localsOf(see, thread)
        return (
          entries.some(({ dst, lost }) => dst !== null && !lost) &&
          entries.some(({ src, lost }) => src !== null && lost)
        )
      }),
    ),
    witness('a hole and a page migrate together', (see) =>
      threads.some((thread) => {
        const { entries } = localsOf(see, thread)
        return (
          entries.some(({ hole, dst }) => hole && dst !== null) &&
          entries.some(({ src, dst }) => src !== null && dst !== null)
        )
      }),
    ),
    witness('a device fault has seen both addresses', (see) =>
      threads.some((thread) => localsOf(see, thread).snapshot.length === 2),
    ),
  ],
}
