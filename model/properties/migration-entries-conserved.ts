import { invariant } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { pteName, pteOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Every migration entry is removed by the migration that put it there, or zapped. */
export const migrationEntriesConserved: Promised = {
  name: 'migration-entries-conserved',
  statement: 'a migration entry belongs to a migration that is under way and has that page as its source',
  source:
    'remove_migration_ptes(), mm/migrate.c; migrate_vma_finalize() must follow every migrate_vma_setup(): Documentation/mm/hmm.rst, step 6',
  brokenBy: 'a migration that ends without remove_migration_ptes() (mutation entry-left-behind)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        const sources = threads.flatMap((thread) => localsOf(see, thread).entries.map(({ src }) => src))
        for (const address of system.addresses) {
          const { kind, frame } = pteOf(address, see)
          if (kind === 'migration' && !sources.includes(frame))
            return `${pteName(system, address)} is a migration entry for ${frame} that nobody will remove`
        }
        return true
      },
      promise,
    ),
}
