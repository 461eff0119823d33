/**
 * The VMA: anonymous, private, writable; there until munmap or mremap detaches it.
 *
 * Kernel:  struct vm_area_struct; vms_gather_munmap_vmas(), detach_vmas_to_be_unmapped()   mm/vma.c, mm/mmap.c
 *          vm_area_dup(), copy_vma()   kernel/fork.c, mm/vma.c   (where fork or mremap makes one)
 * Omits:   protections and flags other than these, so nothing here changes permissions.
 */
import { setup } from 'xstate'

type Events = { type: 'map' } | { type: 'detach' }

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
      mapped: { on: { detach: 'detached' } },
      detached: {},
    },
  })

export const vma = vmaThatStarts('mapped')

/** The VMA of a child before fork, or of the place to which mremap will move another. */
export const vmaToCome = vmaThatStarts('unborn')
