/**
 * A user-space thread calls madvise(MADV_DONTNEED).
 *
 * Kernel:  madvise_dontneed_single_vma(), zap_page_range_single()   mm/madvise.c, mm/memory.c
 * Facts:   it holds mmap_lock only for reading (in 7.0 only the VMA's lock), so it runs beside migrations and faults.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'
import { freesPages, zapsPtes } from './zap.ts'

export const madviseDontneed: Producer = {
  name: 'madvise',
  summary: 'MADV_DONTNEED',
  file: 'model/paths/producers/madvise-dontneed.ts',
  mmapLock: 'read',
  folioLock: 'none',
  begins: at('do_madvise', 'mm/madvise.c'),
  ways: [{ says: 'takes mmap_lock for reading' }],
  acts: [{ act: 'start', event: 'CLEAR', at: at('zap_page_range_single', 'mm/memory.c') }, zapsPtes, { act: 'end' }],
  flushes: 'what was gathered',
  finishes: freesPages,
}
