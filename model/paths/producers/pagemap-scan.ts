/**
 * Somebody asks which pages were written, and write-protects them in the same breath: PAGEMAP_SCAN with PM_SCAN_WP_MATCHING.
 *
 * Kernel:  do_pagemap_scan(), make_uffd_wp_pte()   fs/proc/task_mmu.c, since 6.7
 * Facts:   the invalidation begins inside mmap_lock, since 4cccb6221cae (6.8).
 * Omits:   the uffd-wp bit itself: in its asynchronous mode a write fault just drops it. An entry that is not present keeps
 *          its write bit beside it.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'fs/proc/task_mmu.c'

export const pagemapScan: Producer = {
  name: 'pagemap-scan',
  summary: 'PAGEMAP_SCAN that write-protects',
  file: 'model/paths/producers/pagemap-scan.ts',
  mmapLock: 'read',
  folioLock: 'none',
  begins: at('do_pagemap_scan', file),
  ways: [{ says: 'takes mmap_lock for reading' }],
  acts: [
    { act: 'start', event: 'PROTECTION_VMA', at: at('do_pagemap_scan', file) },
    {
      act: 'change',
      at: at('make_uffd_wp_pte', file),
      says: 'takes the write bit',
      pte: { present: 'write-protect' },
      flush: 'cpu',
    },
    { act: 'end' },
  ],
  finishes: at('do_pagemap_scan', file),
}
