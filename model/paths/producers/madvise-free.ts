/**
 * A user-space thread calls madvise(MADV_FREE): the kernel may drop the page when it needs memory, unless it is written
 * before.
 *
 * Kernel:  madvise_free_single_vma(), madvise_free_pte_range()   mm/madvise.c
 *          folio_mark_lazyfree()                                 mm/swap.c
 * Facts:   it holds mmap_lock only for reading. A present PTE stays, and stays writable, but is clean; so is its page, which
 *          is off swap from now on. It is dropped by reclaim (reclaim.ts, try_to_unmap_one()) while both are clean. A page
 *          that is busy is left alone; a swap entry goes at once.
 * Omits:   the dirty bit where there is no swap: see shape.ts. That a migration takes along that a page may be dropped.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'mm/madvise.c'

export const madviseFree: Producer = {
  name: 'madvise-free',
  summary: 'MADV_FREE',
  file: 'model/paths/producers/madvise-free.ts',
  mmapLock: 'read',
  folioLock: 'none',
  begins: at('do_madvise', file),
  ways: [{ says: 'takes mmap_lock for reading' }],
  acts: [
    { act: 'start', event: 'CLEAR', at: at('madvise_free_single_vma', file) },
    {
      act: 'change',
      at: at('madvise_free_pte_range', file),
      says: 'makes the page clean, to be dropped or not',
      pte: { present: 'give up', swap: 'zap' },
    },
    { act: 'end' },
  ],
  flushes: 'every address',
  finishes: at('tlb_finish_mmu', 'mm/mmu_gather.c'),
}
