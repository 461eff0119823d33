import { invariant } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Device memory is reached only by the device that owns it. */
export const ownerIsolation: Promised = {
  name: 'owner-isolation',
  statement: "no mirror maps another device's private page, and no migration collects a private page of another owner",
  source:
    '800bb1c8dc80 "mm: handle multiple owners of device private pages in migrate_vma"; Documentation/mm/hmm.rst, step 2',
  brokenBy: 'hole-race on 5.4 (ownerFilter=none, hmmForeignDevPriv=returned)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const [subscriber, address] of mirrors(system)) {
          const owner = deviceOf(mirrorOf(subscriber, address, see).frame)
          if (owner !== undefined && owner !== subscriber.device)
            return `GPU ${subscriber.name} maps a page of GPU ${owner}`
        }
        for (const thread of threads) {
          const { entries, by } = localsOf(see, thread)
          const owner = by === null ? undefined : system.subscriber(by).device
          for (const { at, src } of entries) {
            if (at === null) continue // picked by its frame number, by its own driver
            const foreign = deviceOf(src)
            if (foreign !== undefined && foreign !== owner)
              return `"${thread.ref.name}" migrates for GPU ${owner} and collected ${src} of GPU ${foreign}`
          }
        }
        return true
      },
      promise,
    ),
}
