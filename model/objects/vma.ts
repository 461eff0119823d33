/**
 * The VMA: anonymous, private, writable; there until munmap detaches it.
 *
 * Kernel:  struct vm_area_struct; vms_gather_munmap_vmas(), detach_vmas_to_be_unmapped()   mm/vma.c, mm/mmap.c
 * Omits:   protections and flags other than these, so nothing here changes permissions.
 */
import { setup } from 'xstate'

export const vma = setup({ types: { events: {} as { type: 'detach' } } }).createMachine({
  id: 'vma',
  context: {},
  initial: 'mapped',
  states: { mapped: { on: { detach: 'detached' } }, detached: {} },
})
