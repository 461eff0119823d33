/**
 * A user-space thread unmaps the address; there is nothing to do twice.
 *
 * Kernel:  __vm_munmap(), unmap_region()   mm/mmap.c, mm/vma.c
 * Facts:   it detaches the VMA under the write lock and zaps under the downgraded one.
 */
import type { Actor } from './actor.ts'
import { opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import { zapping } from './zap-pte-range.ts'

export const munmap: Path = {
  name: 'munmap',
  summary: 'munmap()',
  file: 'model/paths/munmap.ts',
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  return path.createMachine({
    id: 'munmap',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        on: {
          munmap: {
            guard: 'mmap_lock is free',
            target: 'detached',
            actions: ['mmap_write_lock', 'detach the vma'],
            meta: at('__vm_munmap', 'mm/mmap.c'),
            description: 'takes mmap_lock for writing, detaches the VMA',
          },
        },
      },
      detached: {
        on: {
          mmap_write_downgrade: {
            target: 'downgraded',
            actions: 'mmap_write_downgrade',
            meta: at('mmap_write_downgrade', 'include/linux/mmap_lock.h'),
          },
        },
      },
      downgraded: {
        on: {
          unmap_region: {
            target: 'callbacks',
            actions: [...opens({ event: 'UNMAP', range: 'this address' })],
            meta: at('unmap_region', 'mm/vma.c'),
            description: 'opens the invalidation',
          },
        },
      },
      ...zapping(path, actor),
      returned: { always: { target: 'ended', actions: 'forget everything' } },
    },
  })
}
