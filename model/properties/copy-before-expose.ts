import { invariant } from '../../checker/index.ts'
import { ZERO_PAGE } from '../names.ts'
import { mirrorOf, mirrors, pteName, pteOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** What was in a frame before belongs to somebody else. */
export const copyBeforeExpose: Promised = {
  name: 'copy-before-expose',
  statement: 'no PTE and no mirror shows a page before its bytes have been written or cleared since it was allocated',
  source: 'Documentation/mm/hmm.rst, "Migration to and from device memory", step 3; 835745a377a4 (CVE-2024-50096)',
  brokenBy:
    'a driver that does not look whether its copy engine failed: batch with contract+unchecked (bug corpus S33)',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        const isRaw = (frame: string | null) =>
          frame !== null &&
          frame !== ZERO_PAGE &&
          see(system.folio(frame)).value !== 'free' &&
          !see(system.folio(frame)).context.written
        for (const address of system.addresses) {
          const { kind, frame } = pteOf(address, see)
          if (kind !== 'migration' && isRaw(frame))
            return `${pteName(system, address)} shows ${frame}, into which nothing has been copied`
        }
        for (const [subscriber, address] of mirrors(system)) {
          const { frame } = mirrorOf(subscriber, address, see)
          if (isRaw(frame)) return `GPU ${subscriber.name} maps ${frame}, into which nothing has been copied`
        }
        return true
      },
      promise,
    ),
}
