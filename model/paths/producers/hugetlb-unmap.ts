/**
 * A hugetlb file is truncated, or a hole punched into it: its mappings go.
 *
 * Kernel:  unmap_hugepage_range(), __unmap_hugepage_range()   mm/hugetlb.c
 * Facts:   no mmap_lock; the pages go back after the invalidation.
 * Abstracts: the page is huge and of a file; one address of it is zapped as any other. What is read there later is zeroes,
 *          as after a hole was punched. The lock of the folio and that of the hugetlb fault only hold faults up.
 *          migrate_vma_setup() refuses such a VMA, so no scenario has both.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'
import { freesPages, zapsPtes } from './zap.ts'

const file = 'mm/hugetlb.c'

export const hugetlbUnmap: Producer = {
  name: 'hugetlb-unmap',
  summary: 'a hugetlb file is truncated',
  file: 'model/paths/producers/hugetlb-unmap.ts',
  mmapLock: 'none',
  folioLock: 'none',
  begins: at('unmap_hugepage_range', file),
  ways: [{ says: 'the file shrinks' }],
  acts: [
    { act: 'start', event: 'CLEAR', at: at('unmap_hugepage_range', file) },
    { ...zapsPtes, at: at('__unmap_hugepage_range', file) },
    { act: 'end' },
  ],
  flushes: 'what was gathered',
  finishes: freesPages,
}
