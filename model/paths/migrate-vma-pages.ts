/**
 * migrate_vma_pages(): commits.
 *
 * Kernel:  __migrate_device_pages(), migrate_vma_insert_page()   mm/migrate_device.c
 *          folio_migrate_mapping()                               mm/migrate.c
 * Facts:   the first hole opens an invalidation for the rest of the range, which stays open to the end.
 * Omits:   failing page-table or memcg allocations and userfaultfd in the hole path: to the caller each looks like a lost
 *          race.
 */
import type { Actor } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { type Move, ownersOf } from './move.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/migrate_device.c'
const inserts = at('migrate_vma_insert_page', file)

/** The name of the step that fills a hole, or finds it filled; a promise looks for it. */
export const insertPage = 'migrate_vma_insert_page'

/** migrate_vma_pages(): goes on to `pages: done`. */
export function pagesStates(path: PathSetup, actor: Actor, move: Move) {
  const { holeNotify } = actor.system.switches
  const opening = {
    event: holeNotify === 'none' ? 'CLEAR' : holeNotify,
    owned: holeNotify === 'MIGRATE',
    range: 'the rest of the migration',
  } as const
  const announcement = { opening, ...ownersOf(move) }
  const { empty, cached, pinned, moved } = commits(at('migrate_vma_pages', file))
  return {
    'pages: next': nextPage(path, 'pages: end'),
    pages: path.createStateConfig({
      on: {
        migrate_vma_pages: [
          empty,
          ...(holeNotify === 'none'
            ? []
            : [
                {
                  guard: 'hole is to be announced' as const,
                  target: 'hole: callbacks',
                  actions: [...opens(opening)],
                  meta: moved.meta,
                  description: `a hole: opens ${announced(actor, announcement)}`,
                },
              ]),
          {
            guard: 'src is a hole',
            target: 'hole: insert',
            meta: moved.meta,
            description: holeNotify === 'none' ? 'a hole: no invalidation' : 'a hole: the invalidation is open',
          },
          cached,
          pinned,
          moved,
        ],
      },
    }),
    'hole: callbacks': callSubscribers(path, actor, announcement, 'hole: insert'),
    'hole: insert': path.createStateConfig({
      on: {
        [insertPage]: [
          {
            guard: 'mm of the entry is unstable',
            target: 'pages: next',
            actions: ['clear MIGRATE', 'next entry'],
            meta: at('check_stable_address_space', 'include/linux/oom.h'),
            description: 'the OOM reaper was here: clears MIGRATE',
          },
          {
            guard: 'pte is none or zero',
            target: 'pages: next',
            actions: ['insert into the hole', 'flush the zero page', 'next entry'],
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
    'pages: end': {
      ...closing(path, actor, { target: 'pages: done', description: 'migrate_vma_pages() closes its invalidation' }),
      ...path.createStateConfig({ always: { guard: 'no invalidation is open', target: 'pages: done' } }),
    },
  }
}

/** migrate_device_pages(): the same without holes, for pages that were picked by their frame number. */
export function devicePagesStates(path: PathSetup) {
  const { empty, pinned, moved } = commits(at('migrate_device_pages', file))
  return {
    'pages: next': nextPage(path, 'pages: done'),
    pages: path.createStateConfig({ on: { migrate_device_pages: [empty, pinned, moved] } }),
  }
}

const nextPage = (path: PathSetup, done: string) =>
  path.createStateConfig({
    always: [
      { guard: 'no entry left', target: done, actions: 'first entry' },
      { guard: 'entry migrates', target: 'pages' },
      { target: 'pages: next', actions: 'next entry' },
    ],
  })

/** What becomes of a page. */
const commits = (meta: ReturnType<typeof at>) => ({
  empty: {
    guard: 'dst is empty' as const,
    target: 'pages: next',
    actions: ['clear MIGRATE', 'next entry'] as const,
    meta,
    description: 'no dst: clears MIGRATE',
  },
  cached: {
    guard: 'src stays in the swap cache' as const,
    target: 'pages: next',
    actions: ['clear MIGRATE', 'next entry'] as const,
    meta,
    description: 'the page is in the swap cache: clears MIGRATE',
  },
  pinned: {
    guard: 'src has an unexplained reference' as const,
    target: 'pages: next',
    actions: ['free the swap of src', 'clear MIGRATE', 'next entry'] as const,
    meta: at('folio_migrate_mapping', 'mm/migrate.c'),
    description: 'an unexplained reference: clears MIGRATE',
  },
  moved: {
    target: 'pages: next',
    actions: ['hand over to dst', 'next entry'] as const,
    meta,
    description: 'refcount as expected: moves mapping and flags to dst',
  },
})
