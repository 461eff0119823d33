/**
 * Writeback makes the PTEs of a file's page read-only, to hear of the next write.
 *
 * Kernel:  folio_mkclean(), page_vma_mkclean_one()   mm/rmap.c, called with the folio locked and without mmap_lock
 * Abstracts: the page is one of a file. Here it is anonymous: what is done to its PTE and announced to its mirrors is the
 *          same, and writing back changes no bytes. The next write fault makes the PTE writable in place in both cases.
 *          Pages of files are not migrated to devices, so no scenario has both.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'mm/rmap.c'

export const pageMkclean: Producer = {
  name: 'page-mkclean',
  summary: 'writeback write-protects the page',
  file: 'model/paths/producers/page-mkclean.ts',
  mmapLock: 'none',
  folioLock: 'lock',
  begins: at('folio_mkclean', file),
  ways: [{ says: 'has found a dirty page' }],
  acts: [
    { act: 'start', event: 'PROTECTION_PAGE', at: at('page_vma_mkclean_one', file) },
    {
      act: 'change',
      at: at('page_vma_mkclean_one', file),
      says: 'takes the write bit',
      needs: ['the locked page is mapped'],
      pte: { present: 'write-protect' },
      flush: 'cpu',
    },
    { act: 'end' },
  ],
  finishes: at('folio_mkclean', file),
}
