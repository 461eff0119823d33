/**
 * khugepaged copies small pages into a huge one and maps that in their place.
 *
 * Kernel:  collapse_huge_page(), __collapse_huge_page_isolate(), __collapse_huge_page_copy()   mm/khugepaged.c
 * Facts:   mmap_lock is held for writing. The invalidation ends as soon as the page table has been taken out and the TLB
 *          flushed; only then are the pages locked and counted, and the page table put back if one is in use. From then on
 *          to the new mapping nobody can look, for that needs mmap_lock.
 * Abstracts: the huge page is one new page for the one address. It is allocated a little earlier in the kernel, before
 *          mmap_lock. What khugepaged refuses to collapse (a migration or device-private entry, which it has seen before it
 *          began, or sees while it isolates) it leaves as it is.
 * Omits:   pages of files, whose collapse had no invalidation before 6.1 (f268f6cf875f, bug corpus S10): the same acts
 *          without start and end, which a test runs.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'mm/khugepaged.c'

export const collapseHugePage: Producer = {
  name: 'khugepaged',
  summary: 'khugepaged collapses small pages into a huge one',
  file: 'model/paths/producers/collapse-huge-page.ts',
  mmapLock: 'write',
  folioLock: 'none',
  newPage: true,
  begins: at('collapse_huge_page', file),
  ways: [{ says: 'takes mmap_lock for writing' }],
  acts: [
    { act: 'start', event: 'CLEAR', at: at('collapse_huge_page', file) },
    {
      act: 'change',
      at: at('pmdp_collapse_flush', 'mm/pgtable-generic.c'),
      says: 'takes the page table out',
      needs: ['nothing but a page, the zero page or nothing is mapped'],
      pte: { present: 'take out', zero: 'take out' },
      flush: 'cpu',
    },
    { act: 'end' },
    {
      act: 'change',
      at: at('__collapse_huge_page_isolate', file),
      says: 'locks the page',
      needs: ['the page taken out is free to take'],
      page: 'lock the page taken out',
      otherwise: { none: 'put back' },
    },
    { act: 'change', at: at('__collapse_huge_page_copy', file), says: 'copies it', page: 'copy to the new page' },
    { act: 'change', at: at('collapse_huge_page', file), says: 'maps the new page', pte: { none: 'install' } },
  ],
  finishes: at('collapse_huge_page', file),
}
