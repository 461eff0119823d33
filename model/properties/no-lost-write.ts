import { invariant } from '../../checker/index.ts'
import { ZERO_PAGE } from '../names.ts'
import { isFresh, isSwapFresh, pteName, pteOf, showPte } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Every write that was acknowledged, to a CPU or a device, is in the page that the PTE shows. */
export const noLostWrite: Promised = {
  name: 'no-lost-write',
  statement:
    'the page that the PTE shows, be it a system page, a device page, a slot of swap or the zeroes of an empty entry, holds the last write',
  source: 'Documentation/mm/hmm.rst, "Migration to and from device memory", steps 2 and 3; coherence of memory',
  brokenBy: 'own-fault with test_hmm from 5.9 on (bug corpus O1 and O2)',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const address of system.addresses) {
          const pte = pteOf(address, see)
          if (pte.kind === 'migration') continue // nobody can look until it is replaced
          // whoever would fault waits for mmap_lock: khugepaged has taken the page table out
          if (pte.kind === 'none' && see(address.mm.mmapLock).value === 'write') continue
          const isLast =
            pte.slot === null
              ? isFresh(system, pte.frame ?? ZERO_PAGE, address, see)
              : isSwapFresh(system, pte.slot, address, see)
          if (!isLast) return `${pteName(system, address)} is ${showPte(pte)}, the last write went elsewhere`
        }
        return true
      },
      promise,
    ),
}
