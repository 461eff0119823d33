/**
 * migrate_vma_finalize(): replaces or restores the migration entries, then lets go of the pages.
 *
 * Kernel:  __migrate_device_finalize()   mm/migrate_device.c
 */
import { at, type PathSetup } from './path.ts'
import { removesMigrationPtes } from './remove-migration-ptes.ts'

/** The name of the step that lets go; a promise looks for it. */
export const unlockAndPut = 'folio_unlock, folio_put'

/**
 * From `finalize: next` to `done`.
 *
 * @param finalizes where the pages are let go
 */
export function finalizeStates(path: PathSetup, finalizes = at('migrate_vma_finalize', 'mm/migrate_device.c')) {
  return {
    'finalize: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'done', actions: ['drop the migrate lock', 'end migration'] },
        { guard: 'entry has a page', target: 'finalize', actions: 'walk the reverse map' },
        { guard: 'entry has a destination', target: 'unlock' },
        { target: 'finalize: next', actions: 'next entry' },
      ],
    }),
    finalize: path.createStateConfig({
      on: removesMigrationPtes('unlock', 'replaces or restores the migration entry, if it is still there'),
    }),
    unlock: path.createStateConfig({
      on: {
        [unlockAndPut]: {
          target: 'finalize: next',
          actions: ['unlock and put pages', 'clear src', 'next entry'],
          meta: finalizes,
          description: 'unlocks and puts the pages',
        },
      },
    }),
    done: path.createStateConfig({ type: 'final' }),
  }
}
