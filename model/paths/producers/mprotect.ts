/**
 * A user-space thread calls mprotect(): there, PROT_READ, and back, PROT_READ | PROT_WRITE.
 *
 * Kernel:  mprotect_fixup(), change_protection(), change_pte_range()   mm/mprotect.c
 * Facts:   mmap_lock is held for writing. change_pud_range() opens the invalidation; up to 6.11 change_pmd_range() did. Entries that are not present lose their write bit on the way back as well: only
 *          a fault gives it again. A device-private entry loses its soft-dirty bit with it.
 * Abstracts: a page table without entries is not announced; nothing is mirrored of it, so an announcement changes nothing.
 *          On the way back 6.1 and later map an exclusive page writable at once, which is as if the next write fault had
 *          come already.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'mm/mprotect.c'

export const mprotect: Producer = {
  name: 'mprotect',
  summary: 'mprotect() to read-only and back',
  file: 'model/paths/producers/mprotect.ts',
  mmapLock: 'write',
  folioLock: 'none',
  begins: at('mprotect_fixup', file),
  ways: [
    { says: 'PROT_READ: takes mmap_lock for writing', needs: ['the VMA is writable'], vma: 'clear_vm_write' },
    {
      says: 'PROT_READ | PROT_WRITE: takes mmap_lock for writing',
      needs: ['the VMA is read-only'],
      vma: 'set_vm_write',
    },
  ],
  acts: [
    { act: 'start', event: 'PROTECTION_VMA', at: at('change_protection', file), in: at('change_pud_range', file) },
    {
      act: 'change',
      at: at('change_pte_range', file),
      says: 'takes the write bit',
      pte: { present: 'write-protect', migration: 'write-protect', device: 'write-protect' },
    },
    { act: 'end' },
  ],
  flushes: 'every address',
  finishes: at('do_mprotect_pkey', file),
}
