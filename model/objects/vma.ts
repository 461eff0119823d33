/**
 * The VMA: anonymous, private, writable until mprotect() takes that away; there until munmap detaches it.
 *
 * Kernel:  struct vm_area_struct; vms_gather_munmap_vmas(), detach_vmas_to_be_unmapped()   mm/vma.c, mm/mmap.c
 *          mprotect_fixup()                                                                mm/mprotect.c
 * Omits:   flags and protections other than VM_WRITE.
 */
import { setup } from 'xstate'

export const vma = setup({
  types: { events: {} as { type: 'detach' } | { type: 'clear_vm_write' } | { type: 'set_vm_write' } },
}).createMachine({
  id: 'vma',
  context: {},
  initial: 'mapped',
  states: {
    mapped: { on: { detach: 'detached', clear_vm_write: 'read-only' } },
    'read-only': { on: { detach: 'detached', set_vm_write: 'mapped' } },
    detached: {},
  },
})
