import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors, pteOf } from '../paths/sight.ts'
import { accesses, compacts, cpu, faults, migrates, type Scenario, unmaps } from './scenario.ts'

/** Two migrations of one page: the GPU's, and one of the kernel's own, which holds no mmap_lock and waits for the folio. */
export const compaction: Scenario = {
  name: 'compaction',
  question: 'the kernel moves a page that a GPU migrates, or maps: does one of the two give way, and is the GPU told?',
  summary: 'a CPU thread stores or loads; GPU A migrates, faults and uses the page; compaction moves it; munmap()',
  devices: ['A'],
  notices: ['setupEvent', 'faultRef', 'anonExclusive'],
  threads: (system, mode) => [
    cpu(system, mode, 1),
    compacts(system, mode),
    migrates(system, 'A', mode),
    faults(system, 'A', mode, ['read', 'write']),
    accesses(system, 'A', mode),
    unmaps(system),
  ],
  witnesses: (system, threads) => [
    witness('compaction makes the migration of the GPU give up', (see) =>
      threads.some((thread) => {
        const { by, entries } = localsOf(see, thread)
        return (
          by !== null &&
          entries.some(({ src, lost }) => lost && threads.some((other) => localsOf(see, other).held.isolated === src))
        )
      }),
    ),
    witness('compaction has locked a page that the GPU maps', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(
          ({ at, src }) =>
            at === null &&
            src !== null &&
            mirrors(system).some(([subscriber, address]) => mirrorOf(subscriber, address, see).frame === src),
        ),
      ),
    ),
    witness('the migration of the GPU finds the page locked by compaction', (see) =>
      threads.some(
        ({ ref, actor }) =>
          see(ref).matches({ migrating: 'collect' }) &&
          actor.addresses.some((address) => {
            const { kind, frame } = pteOf(address, see)
            return kind === 'present' && frame !== null && see(system.folio(frame)).context.holder === 'compaction'
          }),
      ),
    ),
  ],
}
