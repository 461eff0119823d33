/**
 * A user-space thread unmaps the addresses; there is nothing to do twice.
 *
 * Kernel:  __vm_munmap(), unmap_region()   mm/mmap.c, mm/vma.c
 * Facts:   it detaches the VMA under the write lock and zaps under the downgraded one.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'
import { freesPages, zapsPtes } from './zap.ts'

export const munmap: Producer = {
  name: 'munmap',
  summary: 'munmap()',
  file: 'model/paths/producers/munmap.ts',
  mmapLock: 'downgrade',
  folioLock: 'none',
  begins: at('__vm_munmap', 'mm/mmap.c'),
  ways: [{ says: 'takes mmap_lock for writing, detaches the VMA', vma: 'detach' }],
  acts: [{ act: 'start', event: 'UNMAP', at: at('unmap_region', 'mm/vma.c') }, zapsPtes, { act: 'end' }],
  flushes: 'what was gathered',
  finishes: freesPages,
}
