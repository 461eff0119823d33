import type { Producer } from '../producer.ts'
import { clearSoftDirty } from './clear-soft-dirty.ts'
import { collapseHugePage } from './collapse-huge-page.ts'
import { daxWriteProtect } from './dax-write-protect.ts'
import { exitMmap } from './exit-mmap.ts'
import { hugetlbUnmap } from './hugetlb-unmap.ts'
import { ksm } from './ksm.ts'
import { madviseDontneed } from './madvise-dontneed.ts'
import { madviseFree } from './madvise-free.ts'
import { mprotect } from './mprotect.ts'
import { munmap } from './munmap.ts'
import { numaHinting } from './numa-hinting.ts'
import { oomReaper } from './oom-reaper.ts'
import { pageMkclean } from './page-mkclean.ts'
import { pagemapScan } from './pagemap-scan.ts'
import { splitHugePmd } from './split-huge-pmd.ts'
import { uprobes } from './uprobes.ts'

/** Every producer of invalidations that is described as data. */
export const producers: readonly Producer[] = [
  madviseDontneed,
  madviseFree,
  munmap,
  exitMmap,
  oomReaper,
  hugetlbUnmap,
  mprotect,
  clearSoftDirty,
  pagemapScan,
  numaHinting,
  pageMkclean,
  daxWriteProtect,
  splitHugePmd,
  collapseHugePage,
  ksm,
  uprobes,
]
