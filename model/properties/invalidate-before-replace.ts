import { stepProperty } from '../../checker/index.ts'
import type { Locals } from '../paths/locals.ts'
import { localsOf, pathOf } from '../paths/path-thread.ts'
import { mayKeepItsPage, mirrorOf, mirrors, pteName, pteOf, shownBy } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** A PTE goes from one page to another only after the secondary MMUs were told. */
export const invalidateBeforeReplace: Promised = {
  name: 'invalidate-before-replace',
  statement:
    'when the PTE stops showing a page, no secondary MMU still maps that page, except that of the device which collects this very mapping for a migration of its own, or of a driver that says it keeps its pinned pages',
  source: 'Documentation/mm/mmu_notifier.rst; 0f10851ea475',
  brokenBy: 'hole-race with holeNotify=none (the rejected patch v4 6/6)',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      (step) => {
        const { before, after } = step
        const path = pathOf(threads, step)
        for (const [subscriber, address] of mirrors(system)) {
          if (before(address.pte) === after(address.pte)) continue
          const page = shownBy(pteOf(address, before))
          if (page === null || page === shownBy(pteOf(address, after))) continue
          if (mirrorOf(subscriber, address, after).frame !== page) continue
          if (path !== undefined && collects(localsOf(before, path), subscriber.name, address.name)) continue
          if (mayKeepItsPage(subscriber, address, before)) continue
          return `${pteName(system, address)} no longer shows ${page}, GPU ${subscriber.name} still maps it`
        }
        return true
      },
      promise,
    ),
}

/** Where others map the page, its own migration is announced as anybody's: without an owner. */
const collects = ({ by, entries }: Locals, subscriber: string, address: string): boolean =>
  by === subscriber && entries.some(({ at }) => at === address)
