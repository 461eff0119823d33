import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { pteOf } from '../paths/sight.ts'
import { accesses, compacts, cpu, evicts, migrates, produces, type Scenario } from './scenario.ts'

/** mprotect() holds mmap_lock for writing, and meets the entries of migrations that hold none. */
export const protectMigrate: Scenario = {
  name: 'protect-migrate',
  question: 'mprotect takes the write permission of a page that migrates without mmap_lock: does it come back?',
  summary:
    'GPU A migrates the page in and uses it; it is evicted (from 6.1 on); compaction moves it; mprotect() twice; a CPU',
  devices: ['A'],
  notices: ['anonExclusive', 'evictByPfn', 'faultRef'],
  threads: (system, mode) => [
    cpu(system, mode, 1),
    migrates(system, 'A', mode),
    accesses(system, 'A', mode),
    ...(system.switches.evictByPfn === 'no' ? [] : [evicts(system, 'A', mode)]),
    compacts(system, mode),
    produces(system, mprotect, mode, { rounds: 2 }),
  ],
  witnesses: (system, threads) => [
    witness(
      'a migration entry loses its write bit',
      (see) =>
        threads.some(({ ref }) => ref.name === 'mprotect' && see(ref).matches('end')) &&
        system.addresses.some((address) => {
          const { kind, writable } = pteOf(address, see)
          return kind === 'migration' && !writable
        }),
    ),
    ...(system.switches.anonExclusive === 'on'
      ? [
          witness('a page that is exclusive and read-only migrates', (see) =>
            system.addresses.some((address) => {
              const { kind, writable, anonExclusive } = pteOf(address, see)
              return kind === 'migration' && anonExclusive && !writable
            }),
          ),
        ]
      : []),
    witness('a read-only page is restored where it was', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(
          ({ src, lost }) =>
            lost &&
            src !== null &&
            system.addresses.some((address) => {
              const { kind, frame, writable } = pteOf(address, see)
              return frame === src && !writable && (kind === 'present' || kind === 'device')
            }),
        ),
      ),
    ),
  ],
}
