import { invariant } from '../../checker/index.ts'
import { mayKeepItsPage, mirrorOf, mirrors, pteName, pteOf, shownBy, showPte } from '../paths/sight.ts'
import { ownMigration, type Promised } from './promise.ts'

/** Outside of changes, device and CPU page table show the same page. */
export const mirrorAgreesWithPte: Promised = {
  name: 'mirror-agrees-with-pte',
  statement:
    "while no invalidation is open and no migration of the device's own is under way, what its mirror maps is what the PTE maps, and writable only if the PTE is; a driver that says it keeps its pinned pages promises that only once it lets go",
  source: 'Documentation/mm/hmm.rst, "Address space mirroring implementation and API"',
  brokenBy: 'own-fault with test_hmm from 5.9 on (bug corpus O1)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const [subscriber, address] of mirrors(system)) {
          const mirror = mirrorOf(subscriber, address, see)
          if (mirror.frame === null) continue
          const pte = pteOf(address, see)
          const agrees = mirror.frame === shownBy(pte) && (!mirror.writable || pte.writable)
          if (agrees || see(address.mm.notifier).context.active > 0 || ownMigration(see, threads, subscriber)) continue
          if (mayKeepItsPage(subscriber, address, see)) continue
          const { name } = subscriber
          if (mirror.frame === shownBy(pte)) return `GPU ${name} may write ${mirror.frame}, the CPU may not`
          return `GPU ${name} maps ${mirror.frame}, ${pteName(system, address)} is ${showPte(pte)}`
        }
        return true
      },
      promise,
    ),
}
