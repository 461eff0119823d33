/**
 * Somebody writes 4 to /proc/PID/clear_refs, to learn later which pages were written since.
 *
 * Kernel:  clear_refs_write(), clear_soft_dirty()   fs/proc/task_mmu.c
 * Facts:   up to 5.10 the walk holds mmap_lock only for reading. An entry that is not present keeps its write bit: from a
 *          migration entry it goes to the entry that is restored, and a device writes through a device-private entry as
 *          before. Where soft-dirty bits are kept (../../shape.ts), that is what no-unnoticed-write is about. From 5.11 on a page
 *          that is pinned and mapped writable is left alone, and so stays soft-dirty.
 * Abstracts: VM_SOFTDIRTY is taken with mmap_lock, also up to 5.10, where that needed the lock for writing first.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'fs/proc/task_mmu.c'
const clears = 'clear soft-dirty'

export const clearSoftDirty: Producer = {
  name: 'clear-refs',
  summary: 'soft-dirty tracking begins anew',
  file: 'model/paths/producers/clear-soft-dirty.ts',
  mmapLock: ({ clearRefsLock }) => clearRefsLock,
  folioLock: 'none',
  clearsSoftDirty: true,
  begins: at('clear_refs_write', file),
  ways: [{ says: ({ clearRefsLock }) => `takes mmap_lock for ${clearRefsLock === 'read' ? 'reading' : 'writing'}` }],
  acts: [
    { act: 'start', event: 'SOFT_DIRTY', at: at('clear_refs_write', file) },
    {
      act: 'change',
      at: at('clear_soft_dirty', file),
      says: 'takes the write bit of what is present, and the soft-dirty bits',
      pte: { zero: clears, present: clears, migration: clears, exclusive: clears, device: clears, swap: clears },
    },
    { act: 'end' },
  ],
  flushes: 'every address',
  finishes: at('clear_refs_write', file),
}
