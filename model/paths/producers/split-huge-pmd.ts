/**
 * A huge mapping becomes small ones.
 *
 * Kernel:  __split_huge_pmd(), __split_huge_pmd_locked()   mm/huge_memory.c
 * Facts:   no lock but that of the page table; any caller may do it at any time.
 * Abstracts: the model has no huge pages. Of one address a split changes nothing: the PTE that comes shows the page that
 *          the PMD showed, with the same rights. So all that is left is an invalidation around no change. Where a split
 *          does more, that is another path: migration entries are those of try_to_migrate(), and a huge mapping of a file
 *          is dropped as in hugetlb-unmap.ts.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'mm/huge_memory.c'

export const splitHugePmd: Producer = {
  name: 'thp-split',
  summary: 'a huge mapping is split',
  file: 'model/paths/producers/split-huge-pmd.ts',
  mmapLock: 'none',
  folioLock: 'none',
  begins: at('__split_huge_pmd', file),
  ways: [{ says: 'has found a huge mapping', needs: ['a page is mapped'] }],
  acts: [
    { act: 'start', event: 'CLEAR', at: at('__split_huge_pmd', file) },
    {
      act: 'change',
      at: at('__split_huge_pmd_locked', file),
      says: 'the same page through a smaller entry',
      flush: 'cpu',
    },
    { act: 'end' },
  ],
}
