/**
 * migrate_vma_pages(): commits.
 *
 * Kernel:  __migrate_device_pages(), migrate_vma_insert_page()   mm/migrate_device.c
 *          folio_migrate_mapping()                               mm/migrate.c
 * Omits:   failing page-table or memcg allocations, an unstable mm and userfaultfd in the hole path: to the caller each
 *          looks like a lost race.
 */
import type { System } from '../system.ts'
import { callSubscribers } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/migrate_device.c'
const meta = at('migrate_vma_pages', file)

/** Goes on to `update`, `finalize`, `unlock` or `done`, for a hole through the states below. */
export function pagesState(path: PathSetup, direction: 'to device' | 'to system') {
  const hole = [
    {
      guard: 'hole is announced' as const,
      target: 'hole: callbacks',
      actions: [
        'mn_itree_inv_start_range' as const,
        { type: 'list subscribers' as const, params: { opening: 'hole' as const } },
      ],
      meta,
      description: 'a hole: opens an invalidation',
    },
    { guard: 'src is a hole' as const, target: 'hole: insert', meta, description: 'a hole: no invalidation' },
  ]
  const description = 'hands the struct page over to dst'
  return path.createStateConfig({
    tags: 'migrating',
    on: {
      migrate_vma_pages: [
        {
          guard: 'dst is empty, src is a hole',
          target: 'done',
          actions: ['drop the operation lock of the migration', 'end migration'],
          meta,
          description: 'no dst, no src: nothing left to finalize',
        },
        {
          guard: 'dst is empty',
          target: 'finalize',
          actions: 'clear MIGRATE',
          meta,
          description: 'no dst: clears MIGRATE',
        },
        ...(direction === 'to device' ? hole : []),
        {
          guard: 'src has an unexplained reference',
          target: 'finalize',
          actions: 'clear MIGRATE',
          meta: at('folio_migrate_mapping', 'mm/migrate.c'),
          description: 'an unexplained reference: clears MIGRATE',
        },
        ...(direction === 'to device'
          ? [{ guard: 'driver maps in the update step' as const, target: 'update', meta, description }]
          : []),
        { target: 'finalize', meta, description },
      ],
    },
  })
}

/** A hole is filled under an invalidation of its own, if the kernel has one. */
export function holeStates(path: PathSetup, system: System) {
  return {
    'hole: callbacks': callSubscribers(path, system, 'hole', 'hole: insert', ['migrating']),
    'hole: insert': path.createStateConfig({
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
    }),
    'hole: end': path.createStateConfig({
      tags: 'migrating',
      always: { guard: 'hole goes unannounced', target: 'hole: done' },
      on: {
        mn_itree_inv_end: {
          target: 'hole: done',
          actions: 'mn_itree_inv_end',
          meta: at('mn_itree_inv_end', 'mm/mmu_notifier.c'),
          description: 'migrate_vma_pages closes its invalidation',
        },
      },
    }),
    'hole: done': path.createStateConfig({
      always: [
        { guard: 'lost the hole', target: 'unlock' },
        { guard: 'driver maps in the update step', target: 'update' },
        { target: 'unlock' },
      ],
    }),
  }
}
