import { stepProperty } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { pteOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Whoever holds a reference goes on using that very page. */
export const pinnedNotMoved: Promised = {
  name: 'pinned-not-moved',
  statement: 'a page that somebody else holds a reference on is not replaced by a copy of itself',
  source: 'Documentation/mm/page_migration.rst; folio_migrate_mapping(), mm/migrate.c',
  brokenBy: "a migration that does not look at the references (the property's own test)",
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      ({ thread, event, before, after }) => {
        if (event !== 'remove_migration_ptes') return true
        const was = pteOf(system, before).frame
        const is = pteOf(system, after).frame
        if (was === null || was === is) return true
        const pinned = threads.some((other) => {
          const { pinned, faultRef, faultPage } = localsOf(before, other)
          return other.ref.name !== thread && (pinned === was || (faultRef && faultPage === was))
        })
        return !pinned || `"${thread}" replaced ${was} by ${is}, but somebody holds a reference on ${was}`
      },
      promise,
    ),
}
