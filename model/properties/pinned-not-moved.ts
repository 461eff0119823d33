import { stepProperty } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import { removeMigrationPtes } from '../paths/remove-migration-ptes.ts'
import { mirrors, pteOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Whoever holds a reference goes on using that very page. */
export const pinnedNotMoved: Promised = {
  name: 'pinned-not-moved',
  statement: 'a page that somebody else holds a reference on is not replaced by a copy of itself',
  source: 'Documentation/mm/page_migration.rst; folio_migrate_mapping(), mm/migrate.c',
  brokenBy: 'a migration that does not look at the references (mutation no-pin-test)',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      ({ thread, event, before, after }) => {
        if (event !== removeMigrationPtes) return true
        for (const address of system.addresses) {
          const was = pteOf(address, before).frame
          const is = pteOf(address, after).frame
          if (was === null || was === is) continue
          const pinned = threads.some((other) => {
            const { held, faultRef, faultPage } = localsOf(before, other)
            // who only waits for a page, or faults on a device-exclusive one, looks at the PTE again before it uses it
            const { awaited: _, ...used } = held
            const isFollowed = faultRef && faultPage === was && deviceOf(was) !== undefined
            return other.ref.name !== thread && (Object.values(used).includes(was) || isFollowed)
          })
          const isMapped = mirrors(system).some(
            ([subscriber, at]) => subscriber.pin !== undefined && before(subscriber.pin(at)).context.frame === was,
          )
          if (pinned || isMapped)
            return `"${thread}" replaced ${was} by ${is}, but somebody holds a reference on ${was}`
        }
        return true
      },
      promise,
    ),
}
