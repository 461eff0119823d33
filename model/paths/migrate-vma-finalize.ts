/**
 * migrate_vma_finalize(): replaces or restores the migration entries, then lets go of the pages.
 *
 * Kernel:  __migrate_device_finalize()   mm/migrate_device.c
 *          remove_migration_ptes()       mm/migrate.c
 * Steps:   the reverse map is walked one mapping at a time, each under its own page-table lock.
 */
import type { Actor } from './actor.ts'
import { at, type PathSetup } from './path.ts'

const removes = at('remove_migration_ptes', 'mm/migrate.c')
const meta = at('migrate_vma_finalize', 'mm/migrate_device.c')
const description = 'replaces or restores the migration entry, if it is still there'

/** Names of steps that promises look for. */
export const removeMigrationPtes = 'remove_migration_ptes'
export const unlockAndPut = 'folio_unlock, folio_put'

const before = { type: 'put what stays on the LRU', params: { when: 'before' } } as const
const after = { type: 'put what stays on the LRU', params: { when: 'after' } } as const

export function finalizeStates(path: PathSetup, { system }: Actor) {
  return {
    'finalize: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'done', actions: 'end migration' },
        { guard: 'entry has a page', target: 'finalize', actions: 'walk the reverse map' },
        { guard: 'entry has a destination', target: 'unlock' },
        { target: 'finalize: next', actions: 'next entry' },
      ],
    }),
    finalize: path.createStateConfig({
      on: {
        [removeMigrationPtes]: [
          {
            guard: 'more mappings to visit',
            actions: [before, 'replace migration entry', 'visit the next mapping'],
            meta: removes,
            description,
          },
          {
            target: 'unlock',
            actions: [before, 'replace migration entry', 'visit the next mapping'],
            meta: removes,
            description,
          },
        ],
      },
    }),
    unlock: path.createStateConfig({
      on: {
        [unlockAndPut]: [
          ...(system.switches.lruOfFreed === 'added'
            ? [
                {
                  guard: 'src was taken off the LRU for good' as const,
                  target: 'put',
                  actions: 'unlock src, put it on the LRU' as const,
                  meta,
                  description: 'unlocks the page that is not used any more, and puts it on the LRU',
                },
              ]
            : []),
          {
            target: 'finalize: next',
            actions: [after, 'unlock and put pages', 'clear src', 'next entry'],
            meta,
            description: 'unlocks and puts the pages',
          },
        ],
      },
    }),
    ...(system.switches.lruOfFreed === 'added' ? { put: putsBoth(path) } : {}),
    done: path.createStateConfig({ type: 'final' }),
  }
}

/** The second half of putback_lru_page(): between the two, the page is on the LRU. */
const putsBoth = (path: PathSetup) =>
  path.createStateConfig({
    on: {
      folio_put: {
        target: 'finalize: next',
        actions: ['put src, unlock and put dst', 'clear src', 'next entry'],
        meta,
        description: 'puts it, unlocks and puts dst',
      },
    },
  })
