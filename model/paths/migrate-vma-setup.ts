/**
 * migrate_vma_setup(): announces, collects, unmaps.
 *
 * Kernel:  migrate_vma_collect_pmd(), migrate_device_unmap()   mm/migrate_device.c
 * Omits:   a second try of the folio lock (up to 5.16); other mappings of the page, which one mm with one address does
 *          not have.
 */
import type { System } from '../system.ts'
import { callSubscribers } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/migrate_device.c'
const closes = at('mn_itree_inv_end', 'mm/mmu_notifier.c')

/** From the first look to a collected, unmapped source; goes on to `driver`, `finalize` or `done`. */
export function setupStates(path: PathSetup, system: System) {
  return {
    setup: path.createStateConfig({
      on: {
        migrate_vma_setup: {
          target: 'setup: callbacks',
          actions: ['mn_itree_inv_start_range', { type: 'list subscribers', params: { opening: 'setup' } }],
          meta: at('migrate_vma_setup', file),
          description: 'opens the invalidation',
        },
      },
    }),
    'setup: callbacks': callSubscribers(path, system, 'setup', 'collect'),
    collect: path.createStateConfig({
      on: {
        migrate_vma_collect_pmd: [
          {
            guard: 'collects a hole',
            target: 'collected',
            actions: 'note a hole',
            meta: at('migrate_vma_collect_pmd', file),
            description: 'nothing there: src is a hole, the PTE stays as it is',
          },
          {
            guard: 'collects a page',
            target: 'collected',
            actions: ['lock and unmap', 'note the source'],
            meta: at('migrate_vma_collect_pmd', file),
            description: 'locks the page, puts a migration entry',
          },
          {
            target: 'collected',
            meta: at('migrate_vma_collect_pmd', file),
            description: 'nothing to migrate, or the folio lock is taken',
          },
        ],
      },
    }),
    collected: path.createStateConfig({
      tags: 'migrating',
      on: {
        mn_itree_inv_end: [
          {
            guard: 'collected a page',
            target: 'unmap',
            actions: 'mn_itree_inv_end',
            meta: closes,
            description: 'setup closes its invalidation',
          },
          {
            guard: 'collected nothing',
            target: 'done',
            actions: ['mn_itree_inv_end', 'drop the operation lock of the migration', 'end migration'],
            meta: closes,
            description: 'setup closes its invalidation; nothing to do',
          },
          { target: 'driver', actions: 'mn_itree_inv_end', meta: closes, description: 'setup closes its invalidation' },
        ],
      },
    }),
    unmap: path.createStateConfig({
      tags: 'migrating',
      on: {
        migrate_device_unmap: [
          {
            guard: 'src is pinned',
            target: 'finalize',
            actions: 'clear MIGRATE',
            meta: at('migrate_device_unmap', file),
            description: 'the page is pinned',
          },
          {
            target: 'driver',
            meta: at('migrate_device_unmap', file),
            description: 'the page is isolated and unmapped',
          },
        ],
        'folio_isolate_lru fails': {
          guard: 'src is a system page',
          target: 'finalize',
          actions: 'clear MIGRATE',
          meta: at('migrate_device_unmap', file),
          description: 'the page cannot be isolated from the LRU',
        },
      },
    }),
  }
}
