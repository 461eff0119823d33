/**
 * The five steps of a migration of one address, in either direction, as part of a longer path.
 *
 * Kernel:  migrate_vma_setup(), migrate_vma_pages(), migrate_vma_finalize()   mm/migrate_device.c (mm/migrate.c before 5.19)
 *          and what the driver does between them.
 * Needs:   mmap_lock held for reading; `owner` and `toSystem` set.
 * Leaves:  its locals reset.
 * Omits:   more than one address, THP, swap cache, migrate_device_range(); a second look at the folio lock (up to 5.16);
 *          failing page-table or memcg allocations in the hole path, which look like a lost race.
 */
import type { System } from '../system.ts'
import { callSubscribers } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/migrate_device.c'
const notifierFile = 'mm/mmu_notifier.c'

/** @param names the driver's own names for the copy and for the update of its page table */
export function migrateVma(path: PathSetup, system: System, names: { copy: string; update: string; file: string }) {
  return path.createStateConfig({
    description: 'migrate_vma_setup() to migrate_vma_finalize()',
    initial: 'setup',
    states: {
      setup: {
        on: {
          migrate_vma_setup: {
            target: 'setup: callbacks',
            actions: ['mn_itree_inv_start_range', { type: 'list subscribers', params: { opening: 'setup' } }],
            meta: at('migrate_vma_setup', file),
            description: 'opens the invalidation',
          },
        },
      },
      'setup: callbacks': callSubscribers(path, system, 'setup', 'collect'),
      collect: {
        on: {
          migrate_vma_collect_pmd: [
            {
              guard: 'collects a hole',
              target: 'collected',
              actions: 'note a hole',
              description: 'nothing there: src is a hole, the PTE stays as it is',
            },
            {
              guard: 'collects a page',
              target: 'collected',
              actions: ['lock and unmap', 'note the source'],
              description: 'locks the page, puts a migration entry',
            },
            { target: 'collected', description: 'nothing to migrate, or the folio lock is taken' },
          ],
        },
      },
      collected: {
        tags: 'migrating',
        on: {
          mn_itree_inv_end: [
            {
              guard: 'collected a page',
              target: 'unmap',
              actions: 'mn_itree_inv_end',
              meta: at('mn_itree_inv_end', notifierFile),
              description: 'setup closes its invalidation',
            },
            {
              guard: 'collected nothing',
              target: 'done',
              actions: ['mn_itree_inv_end', 'end migration'],
              meta: at('mn_itree_inv_end', notifierFile),
              description: 'setup closes its invalidation; nothing to do',
            },
            {
              target: 'driver',
              actions: 'mn_itree_inv_end',
              meta: at('mn_itree_inv_end', notifierFile),
              description: 'setup closes its invalidation',
            },
          ],
        },
      },
      unmap: {
        tags: 'migrating',
        on: {
          migrate_device_unmap: [
            { guard: 'src is pinned', target: 'finalize', actions: 'clear MIGRATE', description: 'the page is pinned' },
            { target: 'driver', description: 'the page is isolated and unmapped' },
          ],
          'folio_isolate_lru fails': {
            guard: 'src is a system page',
            target: 'finalize',
            actions: 'clear MIGRATE',
            meta: at('migrate_device_unmap', file),
            description: 'the page cannot be isolated from the LRU',
          },
        },
      },
      driver: {
        tags: 'migrating',
        description: 'between migrate_vma_setup() and migrate_vma_pages() the driver fills dst',
        on: {
          alloc_and_copy: {
            guard: 'driver can allocate',
            target: 'pages',
            actions: ['allocate and copy', 'note the destination'],
            meta: at(names.copy, names.file),
            description: 'allocates and locks dst, copies src or clears dst',
          },
          'alloc fails': {
            guard: 'driver wants a page',
            target: 'pages',
            meta: at(names.copy, names.file),
            description: 'no memory: dst stays empty',
          },
          'driver skips': {
            guard: 'driver may skip',
            target: 'pages',
            meta: at(names.copy, names.file),
            description: 'the driver leaves this page alone: dst stays empty',
          },
        },
      },
      pages: {
        tags: 'migrating',
        on: {
          migrate_vma_pages: [
            {
              guard: 'dst is empty, src is a hole',
              target: 'done',
              actions: 'end migration',
              description: 'no dst, no src: nothing left to finalize',
            },
            {
              guard: 'dst is empty',
              target: 'finalize',
              actions: 'clear MIGRATE',
              description: 'no dst: clears MIGRATE',
            },
            {
              guard: 'hole is announced',
              target: 'hole: callbacks',
              actions: ['mn_itree_inv_start_range', { type: 'list subscribers', params: { opening: 'hole' } }],
              description: 'a hole: opens an invalidation',
            },
            { guard: 'src is a hole', target: 'hole: insert', description: 'a hole: no invalidation' },
            {
              guard: 'src has an unexplained reference',
              target: 'finalize',
              actions: 'clear MIGRATE',
              meta: at('folio_migrate_mapping', 'mm/migrate.c'),
              description: 'an unexplained reference: clears MIGRATE',
            },
            {
              guard: 'driver maps in the update step',
              target: 'update',
              meta: at('migrate_vma_pages', file),
              description: 'hands the struct page over to dst',
            },
            {
              target: 'finalize',
              meta: at('migrate_vma_pages', file),
              description: 'hands the struct page over to dst',
            },
          ],
        },
      },
      'hole: callbacks': callSubscribers(path, system, 'hole', 'hole: insert'),
      'hole: insert': {
        tags: 'migrating',
        on: {
          migrate_vma_insert_page: [
            {
              guard: 'pte is none or zero',
              target: 'hole: end',
              actions: 'insert into the hole',
              meta: at('migrate_vma_insert_page', file),
              description: 'inserts dst',
            },
            {
              target: 'hole: end',
              actions: 'clear MIGRATE',
              meta: at('migrate_vma_insert_page', file),
              description: 'somebody else was first: clears MIGRATE',
            },
          ],
        },
      },
      'hole: end': {
        tags: 'migrating',
        always: { guard: 'hole goes unannounced', target: 'after pages' },
        on: {
          mn_itree_inv_end: {
            target: 'after pages',
            actions: 'mn_itree_inv_end',
            meta: at('mn_itree_inv_end', notifierFile),
            description: 'migrate_vma_pages closes its invalidation',
          },
        },
      },
      'after pages': {
        always: [
          { guard: 'lost the hole', target: 'unlock' },
          { guard: 'driver maps in the update step', target: 'update' },
          { target: 'unlock' },
        ],
      },
      update: {
        tags: 'migrating',
        description: 'between migrate_vma_pages() and migrate_vma_finalize() the driver updates its own table',
        on: {
          'update device table': [
            {
              guard: 'mutex is free, src is a hole',
              target: 'unlock',
              actions: 'store dst in the mirror',
              meta: at(names.update, names.file),
              description: 'maps dst',
            },
            {
              guard: 'mutex is free',
              target: 'finalize',
              actions: 'store dst in the mirror',
              meta: at(names.update, names.file),
              description: 'maps dst',
            },
          ],
        },
      },
      finalize: {
        tags: 'migrating',
        on: {
          remove_migration_ptes: {
            target: 'unlock',
            actions: 'replace migration entry',
            meta: at('remove_migration_ptes', 'mm/migrate.c'),
          },
        },
      },
      unlock: {
        tags: 'migrating',
        on: {
          'folio_unlock, folio_put': {
            target: 'done',
            actions: ['unlock and put pages', 'end migration'],
            meta: at('migrate_vma_finalize', file),
            description: 'unlocks and puts the pages',
          },
        },
      },
      done: { type: 'final' },
    },
  })
}
