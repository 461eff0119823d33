/**
 * migrate_vma_finalize(): replaces or restores the migration entry, then lets go of the pages.
 *
 * Kernel:  __migrate_device_finalize()   mm/migrate_device.c
 *          remove_migration_ptes()       mm/migrate.c
 */
import { at, type PathSetup } from './path.ts'

export function finalizeStates(path: PathSetup) {
  return {
    finalize: path.createStateConfig({
      tags: 'migrating',
      on: {
        remove_migration_ptes: {
          target: 'unlock',
          actions: 'replace migration entry',
          meta: at('remove_migration_ptes', 'mm/migrate.c'),
          description: 'replaces or restores the migration entry, if it is still there',
        },
      },
    }),
    unlock: path.createStateConfig({
      tags: 'migrating',
      on: {
        'folio_unlock, folio_put': {
          target: 'done',
          actions: ['unlock and put pages', 'drop the operation lock of the migration', 'end migration'],
          meta: at('migrate_vma_finalize', 'mm/migrate_device.c'),
          description: 'unlocks and puts the pages',
        },
      },
    }),
    done: path.createStateConfig({ type: 'final' }),
  }
}
