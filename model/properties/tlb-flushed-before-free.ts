import { invariant } from '../../checker/index.ts'
import { ZERO_PAGE } from '../names.ts'
import { tlbEntries, tlbOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** A TLB holds no reference: whoever frees a page has flushed it first, or somebody reaches the page of another. */
export const tlbFlushedBeforeFree: Promised = {
  name: 'tlb-flushed-before-free',
  statement: 'no TLB, of a CPU or of a device that walks its page table, leads to a page that has been freed',
  source: 'mmu_gather, include/asm-generic/tlb.h: unhook, flush, free; 60bae7370896; Documentation/mm/mmu_notifier.rst',
  brokenBy: 'a zap that frees without a flush (mutation free-before-flush)',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const [tlb, address] of tlbEntries(system)) {
          const { frame } = tlbOf(tlb, address, see)
          if (frame === null || frame === ZERO_PAGE) continue
          if (see(system.folio(frame)).value === 'free')
            return `the TLB of "${tlb.thread}" leads to ${frame}, which has been freed`
        }
        return true
      },
      promise,
    ),
}
