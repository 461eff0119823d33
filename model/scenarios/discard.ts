import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { pteOf } from '../paths/sight.ts'
import { accesses, discards, faults, migrates, type Scenario } from './scenario.ts'

/** MADV_DONTNEED needs mmap_lock only for reading and no folio lock, so it can hit a migration at any point. */
export const discard: Scenario = {
  name: 'discard',
  question: 'user space gives a page back while the GPU migrates it in: can the GPU keep a page that is gone?',
  summary: 'GPU A migrates, faults and uses the page; another thread calls madvise(MADV_DONTNEED)',
  devices: ['A'],
  threads: (system, mode) => [
    migrates(system, 'A', mode),
    faults(system, 'A', mode, ['read', 'write']),
    accesses(system, 'A', mode),
    discards(system, mode),
  ],
  witnesses: (system, threads) => [
    witness('the inserted page is zapped before its migration ends', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(
          ({ at, hole, lost, dst }) =>
            see(thread.ref).matches({ migrating: 'unlock' }) &&
            hole &&
            !lost &&
            dst !== null &&
            at !== null &&
            pteOf(system.address(at), see).kind === 'none',
        ),
      ),
    ),
    witness('the page is zapped while it migrates', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(
          ({ at, src }) => src !== null && at !== null && pteOf(system.address(at), see).kind === 'none',
        ),
      ),
    ),
  ],
}
