import { invariant } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors, pteOf, tlbEntries, tlbOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** What is copied must not change behind the copy's back. */
export const sourceStableDuringCopy: Promised = {
  name: 'source-stable-during-copy',
  statement: 'from the copy of a page to the end of its migration, neither the CPU nor any device can write the source',
  source: 'Documentation/mm/hmm.rst, "Migration to and from device memory", steps 2 and 3',
  brokenBy: 'own-fault with test_hmm from 5.9 on (bug corpus O2)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        const copied = threads
          .flatMap((thread) => localsOf(see, thread).entries)
          .filter(({ src, dst, lost }) => src !== null && dst !== null && !lost)
        for (const { src, dst } of copied) {
          for (const address of system.addresses) {
            const pte = pteOf(address, see)
            if (pte.kind === 'present' && pte.frame === src)
              return `the CPU still maps ${src}, which was copied to ${dst}`
          }
          for (const [subscriber, address] of mirrors(system)) {
            const mirror = mirrorOf(subscriber, address, see)
            if (mirror.frame === src && mirror.writable)
              return `GPU ${subscriber.name} may still write ${src}, which was copied to ${dst}`
          }
          for (const [tlb, address] of tlbEntries(system)) {
            const { frame, writable } = tlbOf(tlb, address, see)
            if (frame === src && writable)
              return `the TLB of "${tlb.thread}" still allows writes to ${src}, which was copied to ${dst}`
          }
        }
        return true
      },
      promise,
    ),
}
