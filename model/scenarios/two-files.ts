import { witness } from '../../checker/index.ts'
import { isMigrating } from '../paths/path-thread.ts'
import { mirrorOf } from '../paths/sight.ts'
import { accesses, cpu, faults, migrates, type Scenario } from './scenario.ts'

const [one, other] = ['A', 'A2'] as const

/** An owner is a device, a mirror is one of its open files: what a driver skips as its own may be news to another file. */
export const twoFiles: Scenario = {
  name: 'two-files',
  question:
    'a process has two open files of one GPU, each with its mirror: is the one told of what the other migrates?',
  summary:
    'GPU A migrates the page through one file, and faults on it and uses it through the other; a CPU stores or loads',
  devices: ['A'],
  needs: ['memory', 'mirror'],
  realDrivers: true,
  notices: ['setupEvent', 'faultRef'],
  shape: {
    subscribers: [
      { name: one, device: 'A', mm: 'mm' },
      { name: other, device: 'A', mm: 'mm' },
    ],
  },
  threads: (system, mode) => [
    migrates(system, one, mode),
    faults(system, other, mode, ['read', 'write']),
    accesses(system, other, mode),
    cpu(system, mode, 1),
  ],
  witnesses: (system, threads) => [
    witness(
      'the other file maps the page as the migration begins',
      (see) =>
        system.addresses.some((address) => mirrorOf(system.subscriber(other), address, see).frame !== null) &&
        threads.some((thread) => see(thread.ref).matches({ migrating: 'setup' })),
    ),
    witness('a page migrates', (see) => threads.some((thread) => isMigrating(see, thread))),
  ],
}
