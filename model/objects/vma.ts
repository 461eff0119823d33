/**
 * The VMA: anonymous, private, writable until mprotect() takes that away; there until munmap or mremap detaches it.
 *
 * Kernel:  struct vm_area_struct; vms_gather_munmap_vmas(), detach_vmas_to_be_unmapped()   mm/vma.c, mm/mmap.c
 *          vm_area_dup(), copy_vma()   kernel/fork.c, mm/vma.c   (where fork or mremap makes one)
 *          mprotect_fixup()            mm/mprotect.c
 * Omits:   flags and protections other than VM_WRITE.
 */
import { setup } from 'xstate'

type Events = { type: 'map' } | { type: 'detach' } | { type: 'clear_vm_write' } | { type: 'set_vm_write' }

const vmaThatStarts = (initial: 'mapped' | 'unborn') =>
  setup({ types: { events: {} as Events } }).createMachine({
    id: 'vma',
    context: {},
    initial,
    states: {
      unborn: {
        description: 'Nobody can be at the address yet: fork or mremap has still to make it.',
        on: { map: 'mapped', detach: 'detached' },
      },
      mapped: { on: { detach: 'detached', clear_vm_write: 'read-only' } },
      'read-only': { on: { detach: 'detached', set_vm_write: 'mapped' } },
      detached: {},
    },
  })

export const vma = vmaThatStarts('mapped')

/** The VMA of a child before fork, or of the place to which mremap will move another. */
export const vmaToCome = vmaThatStarts('unborn')
