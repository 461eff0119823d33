import { invariant } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { pteName, pteOf, shownBy, showPte } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** What mmu_interval_read_retry() lets through must still be true: the one thing that a device fault relies on. */
export const oneSeqPerSnapshot: Promised = {
  name: 'one-seq-per-snapshot',
  statement:
    'as long as the sequence that a device fault remembers has not moved, every page of its snapshot is still what the PTE shows, with no fewer rights',
  source:
    'mmu_interval_read_begin(), mm/mmu_notifier.c; Documentation/mm/hmm.rst, "Address space mirroring implementation and API"; 962d684b5dc0',
  brokenBy: 'own-fault with test_hmm from 5.9 on (bug corpus O1); a sequence sampled again for each address (S5)',
  byNameOnly: true,
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const thread of threads) {
          const { subscriber, self } = thread.actor
          if (subscriber === undefined || see(subscriber.subscription).context.readers[self] !== 'current') continue
          for (const { at, frame, writable: mayWrite } of localsOf(see, thread).snapshot) {
            const writable = mayWrite && subscriber.driver.mapsWritable // one that only reads makes nothing of the rest
            const address = system.address(at)
            const pte = pteOf(address, see)
            if (shownBy(pte) === frame && (!writable || pte.writable)) continue
            return `"${self}" saw ${frame}${writable ? ', writable' : ''}, and its sequence has not moved; ${pteName(system, address)} is ${showPte(pte)}${pte.writable ? '' : ', read-only'}`
          }
        }
        return true
      },
      promise,
    ),
}
