import { invariant } from '../../checker/index.ts'
import { mirrorOf, pteOf, shownBy } from '../paths/sight.ts'
import { ownMigration, type Promised } from './promise.ts'

/** Outside of changes, device and CPU page table show the same page. */
export const mirrorAgreesWithPte: Promised = {
  name: 'mirror-agrees-with-pte',
  statement:
    "while no invalidation is open and no migration of the device's own is under way, what its mirror maps is what the PTE maps, and writable only if the PTE is",
  source: 'Documentation/mm/hmm.rst, "Address space mirroring implementation and API"',
  brokenBy: 'own-fault with test_hmm from 5.9 on (bug corpus O1)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const { device } of system.gpus) {
          const mirror = mirrorOf(system, device, see)
          if (mirror.frame === null) continue
          const pte = pteOf(system, see)
          const agrees = mirror.frame === shownBy(pte) && (!mirror.writable || pte.writable)
          if (agrees || see(system.notifier).context.active > 0 || ownMigration(see, threads, device)) continue
          if (mirror.frame === shownBy(pte)) return `GPU ${device} may write ${mirror.frame}, the CPU may not`
          return `GPU ${device} maps ${mirror.frame}, the PTE is ${pte.kind}${pte.frame === null ? '' : ` ${pte.frame}`}`
        }
        return true
      },
      promise,
    ),
}
