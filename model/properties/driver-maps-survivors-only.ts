import { stepProperty } from '../../checker/index.ts'
import { localsOf, pathOf } from '../paths/path-thread.ts'
import { mirrorOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** A page that did not migrate is put back: its intended destination will be freed. */
export const driverMapsSurvivorsOnly: Promised = {
  name: 'driver-maps-survivors-only',
  statement:
    'between migrate_vma_pages() and migrate_vma_finalize() the driver maps only pages that still have MIGRATE',
  source: 'Documentation/mm/hmm.rst, "Migration to and from device memory", step 5',
  brokenBy: 'a driver that maps every page it has copied (mutation survivors-counted)',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      (step) => {
        const path = pathOf(threads, step)
        if (path?.actor.subscriber === undefined) return true
        const { subscriber, self } = path.actor
        for (const { at, dst, lost } of localsOf(step.before, path).entries) {
          if (!lost || dst === null || at === null) continue
          const address = system.address(at)
          const shows = (see: typeof step.before) => mirrorOf(subscriber, address, see).frame === dst
          if (shows(step.after) && !shows(step.before)) return `"${self}" maps ${dst}, which has lost MIGRATE`
        }
        return true
      },
      promise,
    ),
}
