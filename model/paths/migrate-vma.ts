/**
 * The migration of a range, to a device or back to system memory, as part of a longer path: the three calls, and what the
 * driver does between them; or up to 5.3 the one call, and what the driver does in its callbacks.
 *
 * Kernel:  migrate_vma_setup(), migrate_vma_pages(), migrate_vma_finalize()   mm/migrate_device.c (mm/migrate.c in 5.4 to 5.11)
 *          migrate_vma() with its callbacks, up to 5.3                         mm/migrate.c
 * Needs:   mmap_lock held for reading; a migration begun: `by`, `toSystem` and `entries` set.
 * Leaves:  its locals reset.
 * Omits:   THP.
 */
import type { Actor } from './actor.ts'
import { type DriverNames, driverStates, updateStates } from './migrate-vma-driver.ts'
import { finalizeStates } from './migrate-vma-finalize.ts'
import { pagesStates } from './migrate-vma-pages.ts'
import { setupStates } from './migrate-vma-setup.ts'
import { type Move, toDevice } from './move.ts'
import type { PathSetup } from './path.ts'

/**
 * A driver moves addresses to its own memory, where holes are filled with cleared device pages; or its own page back to
 * system memory, on behalf of a fault, where holes are left alone.
 */
export function migrateVma(path: PathSetup, actor: Actor, names: DriverNames, move: Move = toDevice(actor)) {
  return path.createStateConfig({
    description: 'migrate_vma_setup() to migrate_vma_finalize()',
    initial: 'setup',
    states: {
      ...setupStates(path, actor, move),
      ...driverStates(path, actor, names.copy, { skips: true, move }),
      ...pagesStates(path, actor, move),
      ...updateStates(path, actor, names),
      ...finalizeStates(path, actor, { move }),
    },
  })
}
