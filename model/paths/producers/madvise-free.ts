/**
 * A user-space thread calls madvise(MADV_FREE): the kernel may drop the page when it needs memory, unless it is written
 * before.
 *
 * Kernel:  madvise_free_single_vma(), madvise_free_pte_range()   mm/madvise.c
 * Facts:   it holds mmap_lock only for reading. The PTE stays, and stays writable, but no longer dirty; entries for pages
 *          that are not present stay as they are.
 * Omits:   the dirty bit, and with it that reclaim may drop the page: until it does, nothing is lost, and dropping it is
 *          reclaim's own invalidation. What a device wrote is then lost if nobody made the page dirty for it, which a fault
 *          does not do where the PTE is writable already.
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
    { act: 'change', at: at('madvise_free_pte_range', file), says: 'makes the PTE clean' },
    { act: 'end' },
  ],
  finishes: at('do_madvise', file),
}
