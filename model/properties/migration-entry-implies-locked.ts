import { invariant } from '../../checker/index.ts'
import { pteName, pteOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Whoever meets a migration entry waits for the folio lock, so the lock must be held. */
export const migrationEntryImpliesLocked: Promised = {
  name: 'migration-entry-implies-locked',
  statement: 'while the PTE is a migration entry, the folio that it names is locked',
  source: 'pfn_swap_entry_to_page(), include/linux/swapops.h: BUG_ON() or VM_BUG_ON() on an unlocked page',
  brokenBy: 'unlocking before remove_migration_ptes() (mutation unmap-without-lock)',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const address of system.addresses) {
          const { kind, frame } = pteOf(address, see)
          if (kind === 'migration' && frame !== null && see(system.folio(frame)).context.holder === null)
            return `${pteName(system, address)} is a migration entry for ${frame}, which is not locked`
        }
        return true
      },
      promise,
    ),
}
