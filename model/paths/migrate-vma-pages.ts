/**
 * migrate_vma_pages(): commits.
 *
 * Kernel:  __migrate_device_pages(), migrate_vma_insert_page()   mm/migrate_device.c
 *          folio_migrate_mapping()                               mm/migrate.c
 * Facts:   the first hole opens an invalidation for the rest of the range, which stays open to the end.
 * Omits:   failing page-table or memcg allocations, an unstable mm and userfaultfd in the hole path: to the caller each
 *          looks like a lost race.
 */
import type { Actor } from './actor.ts'
import { atEnd, callSubscribers, closes, opens } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/migrate_device.c'
const meta = at('migrate_vma_pages', file)
const inserts = at('migrate_vma_insert_page', file)

/** The name of the step that fills a hole, or finds it filled; a promise looks for it. */
export const insertPage = 'migrate_vma_insert_page'

/** Goes on to `pages: done`. */
export function pagesStates(path: PathSetup, actor: Actor) {
  const { holeNotify } = actor.system.switches
  return {
    'pages: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'pages: end', actions: 'first entry' },
        { guard: 'entry migrates', target: 'pages' },
        { target: 'pages: next', actions: 'next entry' },
      ],
    }),
    pages: path.createStateConfig({
      on: {
        migrate_vma_pages: [
          {
            guard: 'dst is empty',
            target: 'pages: next',
            actions: ['clear MIGRATE', 'next entry'],
            meta,
            description: 'no dst: clears MIGRATE',
          },
          ...(holeNotify === 'none'
            ? []
            : [
                {
                  guard: 'hole is to be announced' as const,
                  target: 'hole: callbacks',
                  actions: [
                    ...opens({
                      event: holeNotify,
                      owned: holeNotify === 'MIGRATE',
                      range: 'the rest of the migration',
                    }),
                  ],
                  meta,
                  description: 'a hole: opens an invalidation',
                },
              ]),
          {
            guard: 'src is a hole',
            target: 'hole: insert',
            meta,
            description: holeNotify === 'none' ? 'a hole: no invalidation' : 'a hole: the invalidation is open',
          },
          {
            guard: 'src stays in the swap cache',
            target: 'pages: next',
            actions: ['clear MIGRATE', 'next entry'],
            meta,
            description: 'the page is in the swap cache: clears MIGRATE',
          },
          {
            guard: 'src has an unexplained reference',
            target: 'pages: next',
            actions: ['free the swap of src', 'clear MIGRATE', 'next entry'],
            meta: at('folio_migrate_mapping', 'mm/migrate.c'),
            description: 'an unexplained reference: clears MIGRATE',
          },
          {
            target: 'pages: next',
            actions: ['free the swap of src', 'hand over to dst', 'next entry'],
            meta,
            description: 'hands the struct page over to dst',
          },
        ],
      },
    }),
    'hole: callbacks': callSubscribers(path, actor, 'hole: insert'),
    'hole: insert': path.createStateConfig({
      on: {
        [insertPage]: [
          {
            guard: 'pte is none or zero',
            target: 'pages: next',
            actions: ['insert into the hole', 'next entry'],
            meta: inserts,
            description: 'inserts dst',
          },
          {
            target: 'pages: next',
            actions: ['clear MIGRATE', 'next entry'],
            meta: inserts,
            description: 'somebody else was first: clears MIGRATE',
          },
        ],
      },
    }),
    'pages: end': path.createStateConfig({
      always: { guard: 'no invalidation is open', target: 'pages: done' },
      on: {
        mn_itree_inv_end: {
          target: 'pages: done',
          actions: [...closes],
          meta: atEnd,
          description: 'migrate_vma_pages closes its invalidation',
        },
      },
    }),
  }
}
