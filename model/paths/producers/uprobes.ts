/**
 * A breakpoint is put into a program: its page is copied, the copy changed, and mapped in its place.
 *
 * Kernel:  uprobe_write_opcode(), __replace_page()   kernel/events/uprobes.c
 * Facts:   mmap_lock is held for writing, and the VMA is one that the program cannot write: valid_vma(). The copy is made
 *          before the invalidation begins, so nothing but that keeps the old page from changing behind it.
 * Abstracts: the page of the program is one of a file; here it is anonymous, as it is from the first breakpoint on. The
 *          bytes of the breakpoint are not a write of the program's. The page is locked after the copy, which excludes
 *          nobody who could write. Since it was rewritten in 2025 it changes an anonymous page in place, under one
 *          page-table lock and with the same invalidation: less than this.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'kernel/events/uprobes.c'

export const uprobes: Producer = {
  name: 'uprobes',
  summary: 'a breakpoint is put into a program',
  file: 'model/paths/producers/uprobes.ts',
  mmapLock: 'write',
  folioLock: 'lock',
  newPage: true,
  begins: at('uprobe_write_opcode', file),
  ways: [{ says: 'takes mmap_lock for writing, and a reference', needs: ['the VMA is read-only'] }],
  acts: [
    { act: 'change', at: at('uprobe_write_opcode', file), says: 'copies the page', page: 'copy to the new page' },
    { act: 'start', event: 'CLEAR', at: at('__replace_page', file) },
    {
      act: 'change',
      at: at('__replace_page', file),
      says: 'maps the copy, read-only',
      needs: ['the locked page is mapped'],
      pte: { present: 'replace' },
      flush: 'notify',
    },
    { act: 'end' },
  ],
  finishes: at('uprobe_write_opcode', file),
}
