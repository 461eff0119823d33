/**
 * Somebody writes 4 to /proc/PID/clear_refs, to learn later which pages were written since.
 *
 * Kernel:  clear_refs_write(), clear_soft_dirty()   fs/proc/task_mmu.c
 * Facts:   up to 5.10 the walk holds mmap_lock only for reading. A page that is not present keeps its write bit.
 * Omits:   the soft-dirty bit itself: what matters to a mirror is that the PTE is no longer writable. Pages that are pinned
 *          are left alone from 5.11 on.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'fs/proc/task_mmu.c'

export const clearSoftDirty: Producer = {
  name: 'clear-refs',
  summary: 'soft-dirty tracking begins anew',
  file: 'model/paths/producers/clear-soft-dirty.ts',
  mmapLock: ({ clearRefsLock }) => clearRefsLock,
  folioLock: 'none',
  begins: at('clear_refs_write', file),
  ways: [{ says: 'takes mmap_lock' }],
  acts: [
    { act: 'start', event: 'SOFT_DIRTY', at: at('clear_refs_write', file) },
    { act: 'change', at: at('clear_soft_dirty', file), says: 'takes the write bit', pte: { present: 'write-protect' } },
    { act: 'end' },
  ],
  flushes: 'every address',
  finishes: at('clear_refs_write', file),
}
