import { invariant } from '../../checker/index.ts'
import { ZERO_PAGE } from '../names.ts'
import { mirrorOf, mirrors } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** A secondary MMU holds no reference, so it must not show a page that has been freed. */
export const noDanglingMirror: Promised = {
  name: 'no-dangling-mirror',
  statement: 'outside an open invalidation, no mirror maps a page that has been freed',
  source: 'struct mmu_notifier_ops, invalidate_range_start, include/linux/mmu_notifier.h; CVE-2022-48991',
  brokenBy: 'discard: the update step maps a page that MADV_DONTNEED has already zapped',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const [subscriber, address] of mirrors(system)) {
          const { frame } = mirrorOf(subscriber, address, see)
          if (frame === null || frame === ZERO_PAGE) continue
          if (see(system.folio(frame)).value === 'free' && see(address.mm.notifier).context.active === 0)
            return `GPU ${subscriber.name} maps ${frame}, which has been freed`
        }
        return true
      },
      promise,
    ),
}
