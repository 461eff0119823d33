/**
 * The process is gone: its address space is taken down.
 *
 * Kernel:  exit_mmap()                            mm/mmap.c
 *          mn_itree_release()                     mm/mmu_notifier.c
 *          unmap_vmas()                           mm/memory.c
 * Facts:   mm_users is 0. Interval subscribers hear RELEASE once, for everything, and then UNMAP as for any munmap().
 * Abstracts: whoever migrates or faults has a reference that keeps mm_users above 0. Here that is who holds mmap_lock, or
 *          has begun to read the sequence; a fault that starts over finds no VMA, where the kernel would let it finish first.
 *          The lock for reading that exit_mmap() takes excludes nobody any more.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'
import { freesPages, zapsPtes } from './zap.ts'

export const exitMmap: Producer = {
  name: 'exit',
  summary: 'the process exits',
  file: 'model/paths/producers/exit-mmap.ts',
  mmapLock: 'none',
  folioLock: 'none',
  begins: at('exit_mmap', 'mm/mmap.c'),
  ways: [{ says: 'nobody uses the mm any more', needs: ['nobody uses the mm'], vma: 'detach' }],
  acts: [
    { act: 'start', event: 'RELEASE', at: at('mn_itree_release', 'mm/mmu_notifier.c') },
    { act: 'end' },
    { act: 'start', event: 'UNMAP', at: at('unmap_vmas', 'mm/memory.c') },
    zapsPtes,
    { act: 'end' },
  ],
  flushes: 'what was gathered',
  finishes: freesPages,
}
