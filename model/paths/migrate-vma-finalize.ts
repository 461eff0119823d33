/**
 * migrate_vma_finalize(): replaces or restores the migration entries, then lets go of the pages.
 *
 * Kernel:  __migrate_device_finalize()   mm/migrate_device.c
 *          remove_migration_ptes()       mm/migrate.c
 * Steps:   the reverse map is walked one mapping at a time, each under its own page-table lock.
 */
import { at, type PathSetup } from './path.ts'

const removes = at('remove_migration_ptes', 'mm/migrate.c')
const description = 'replaces or restores the migration entry, if it is still there'

/** Names of steps that promises look for. */
export const removeMigrationPtes = 'remove_migration_ptes'
export const unlockAndPut = 'folio_unlock, folio_put'

export function finalizeStates(path: PathSetup) {
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
            actions: ['replace migration entry', 'visit the next mapping'],
            meta: removes,
            description,
          },
          {
            target: 'unlock',
            actions: ['replace migration entry', 'visit the next mapping'],
            meta: removes,
            description,
          },
        ],
      },
    }),
    unlock: path.createStateConfig({
      on: {
        [unlockAndPut]: {
          target: 'finalize: next',
          actions: ['unlock and put pages', 'clear src', 'next entry'],
          meta: at('migrate_vma_finalize', 'mm/migrate_device.c'),
          description: 'unlocks and puts the pages',
        },
      },
    }),
    done: path.createStateConfig({ type: 'final' }),
  }
}
