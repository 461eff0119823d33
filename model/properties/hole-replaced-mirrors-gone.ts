import { invariant } from '../../checker/index.ts'
import { deviceOf, ZERO_PAGE } from '../names.ts'
import { mayKeepItsPage, mirrorOf, mirrors, pteName, pteOf } from '../paths/sight.ts'
import { ownMigration, type Promised } from './promise.ts'

/** The promise that the second invalidation in migrate_vma_pages() is there for. */
export const holeReplacedMirrorsGone: Promised = {
  name: 'hole-replaced-mirrors-gone',
  statement:
    "once migrate_vma_pages() has put a device page where nothing or the zero page was, no mirror shows the zero page any more, except the new owner's until its own migration ends",
  source:
    '5e5dda81a0df "mm/migrate.c: optimize migrate_vma_pages() mmu notifier"; Jason Gunthorpe on patch v4 6/6, 28 July 2020',
  brokenBy: 'hole-race with holeNotify=none (the rejected patch v4 6/6)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const [subscriber, address] of mirrors(system)) {
          const pte = pteOf(address, see)
          if (pte.kind !== 'device' || mirrorOf(subscriber, address, see).frame !== ZERO_PAGE) continue
          if (mayKeepItsPage(subscriber, address, see)) continue
          if (subscriber.device !== deviceOf(pte.frame) || !ownMigration(see, threads, subscriber))
            return `${pteName(system, address)} is device-private ${pte.frame}, GPU ${subscriber.name} still maps the zero page`
        }
        return true
      },
      promise,
    ),
}
