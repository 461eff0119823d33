/**
 * Writeback makes the PTEs of a DAX file read-only.
 *
 * Kernel:  dax_writeback_one()                            fs/dax.c
 *          pfn_mkclean_range(), page_vma_mkclean_one()    mm/rmap.c, since 5.18; up to 5.17 dax_entry_mkclean(), which
 *          announced CLEAR
 * Facts:   neither mmap_lock nor a folio lock: the entry of the file's mapping is locked, which excludes its faults only.
 * Abstracts: as in page-mkclean.ts. The lock of the file's entry is left out: a fault that it holds up comes a moment later.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

export const daxWriteProtect: Producer = {
  name: 'dax-write-protect',
  summary: 'writeback of a DAX file write-protects the page',
  file: 'model/paths/producers/dax-write-protect.ts',
  mmapLock: 'none',
  folioLock: 'none',
  begins: at('dax_writeback_one', 'fs/dax.c'),
  ways: [{ says: 'has found a dirty entry', needs: ['a page is mapped'] }],
  acts: [
    { act: 'start', event: 'PROTECTION_PAGE', at: at('pfn_mkclean_range', 'mm/rmap.c') },
    {
      act: 'change',
      at: at('page_vma_mkclean_one', 'mm/rmap.c'),
      says: 'takes the write bit',
      pte: { present: 'write-protect' },
      flush: 'cpu',
    },
    { act: 'end' },
  ],
}
