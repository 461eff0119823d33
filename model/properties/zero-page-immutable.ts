import { invariant } from '../../checker/index.ts'
import { ZERO_PAGE } from '../names.ts'
import { mirrorOf, mirrors } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** The zero page is everybody's: nobody may be able to write it. */
export const zeroPageImmutable: Promised = {
  name: 'zero-page-immutable',
  statement: 'no mirror maps the zero page writable',
  source:
    'do_anonymous_page(), mm/memory.c: the zero page is mapped read-only; hmm_range_fault() reports it without HMM_PFN_WRITE',
  brokenBy: 'a mirror store that ignores HMM_PFN_WRITE (mutation read-only-ignored)',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const [subscriber, address] of mirrors(system)) {
          const { frame, writable } = mirrorOf(subscriber, address, see)
          if (frame === ZERO_PAGE && writable) return `GPU ${subscriber.name} may write the zero page`
        }
        return true
      },
      promise,
    ),
}
