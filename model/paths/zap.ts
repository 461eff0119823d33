/**
 * User space gives the page back: MADV_DONTNEED, or munmap.
 *
 * Kernel:  madvise_dontneed_single_vma(), zap_page_range_single()   mm/madvise.c, mm/memory.c
 *          __vm_munmap(), unmap_region()                            mm/mmap.c, mm/vma.c
 *          zap_pte_range(), tlb_finish_mmu()                        mm/memory.c, mm/mmu_gather.c
 * Facts:   MADV_DONTNEED holds mmap_lock only for reading, so it runs beside migrations and faults, and it takes no
 *          folio lock. munmap detaches the VMA under the write lock and zaps under the downgraded one.
 */
import type { System } from '../system.ts'
import { ending } from './ending.ts'
import { callSubscribers } from './invalidate-range.ts'
import { noLocals } from './locals.ts'
import { at, type PathSetup, pathSetup } from './path.ts'

/** From the callbacks of an open invalidation to the freed page. */
function zapping(path: PathSetup, system: System, opening: 'zap' | 'munmap') {
  return {
    callbacks: callSubscribers(path, system, opening, 'zap'),
    zap: path.createStateConfig({
      on: {
        zap_pte_range: {
          target: 'end',
          actions: ['zap pte', 'gather the page'],
          meta: at('zap_pte_range', 'mm/memory.c'),
          description: 'clears the PTE',
        },
      },
    }),
    end: path.createStateConfig({
      on: {
        mn_itree_inv_end: {
          target: 'free',
          actions: 'mn_itree_inv_end',
          meta: at('mn_itree_inv_end', 'mm/mmu_notifier.c'),
        },
      },
    }),
    free: path.createStateConfig({
      on: {
        tlb_finish_mmu: {
          target: 'returned',
          actions: ['free gathered pages', 'mmap_read_unlock'],
          meta: at('tlb_finish_mmu', 'mm/mmu_gather.c'),
          description: 'frees the page, unlocks',
        },
      },
    }),
    ...ending(path),
  }
}

export function madviseDontneed(system: System, self: string) {
  const path = pathSetup(system, self)
  return path.createMachine({
    id: 'madvise_dontneed',
    context: ({ input }) => ({ ...noLocals, rounds: input?.rounds ?? null }),
    initial: 'idle',
    states: {
      idle: {
        on: {
          mmap_read_lock: [
            { guard: 'vma is gone', target: 'ended', meta: at('do_madvise', 'mm/madvise.c'), description: '-ENOMEM' },
            {
              guard: 'mmap_lock admits a reader',
              target: 'locked',
              actions: 'mmap_read_lock',
              meta: at('do_madvise', 'mm/madvise.c'),
              description: 'takes mmap_lock for reading',
            },
          ],
        },
      },
      locked: {
        on: {
          madvise_dontneed: {
            target: 'callbacks',
            actions: ['mn_itree_inv_start_range', { type: 'list subscribers', params: { opening: 'zap' } }],
            meta: at('zap_page_range_single', 'mm/memory.c'),
            description: 'opens the invalidation',
          },
        },
      },
      ...zapping(path, system, 'zap'),
    },
  })
}

export function munmap(system: System, self: string) {
  const path = pathSetup(system, self)
  return path.createMachine({
    id: 'munmap',
    context: ({ input }) => ({ ...noLocals, rounds: input?.rounds ?? null }),
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
            actions: ['mn_itree_inv_start_range', { type: 'list subscribers', params: { opening: 'munmap' } }],
            meta: at('unmap_region', 'mm/vma.c'),
            description: 'opens the invalidation',
          },
        },
      },
      ...zapping(path, system, 'munmap'),
      returned: { always: { target: 'ended', actions: 'forget everything' } },
    },
  })
}
