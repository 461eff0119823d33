import { invariant } from '../../checker/index.ts'
import { mappings, mirrorOf, mirrors, pteName, pteOf, showPte } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** An atomic operation of a device is atomic only while no CPU can reach the page. */
export const exclusiveMeansExclusive: Promised = {
  name: 'exclusive-means-exclusive',
  statement:
    'while no invalidation is open, a page that a device maps for atomic access has a device-exclusive entry, and no other address maps it, of whatever process, so that no CPU can reach it',
  source: 'Documentation/mm/hmm.rst, "Exclusive access memory"; b756a3b5e7ea',
  brokenBy: 'exclusive with test_hmm, which stores without a look at the sequence',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const [subscriber, address] of mirrors(system)) {
          const { atomic, frame } = mirrorOf(subscriber, address, see)
          if (!atomic || frame === null || see(address.mm.notifier).context.active > 0) continue
          const pte = pteOf(address, see)
          if (pte.kind !== 'exclusive' || pte.frame !== frame)
            return `GPU ${subscriber.name} maps ${frame} for atomic access, ${pteName(system, address)} is ${showPte(pte)}`
          const other = mappings(system, frame, see).find((mapping) => mapping !== address)
          if (other !== undefined)
            return `GPU ${subscriber.name} maps ${frame} for atomic access, ${pteName(system, other)} maps it too`
        }
        return true
      },
      promise,
    ),
}
