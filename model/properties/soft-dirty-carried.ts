import { stepProperty } from '../../checker/index.ts'
import type { Tracking } from '../objects/soft-dirty.ts'
import { pteName, pteOf, showPte } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

const isTracked = (state: Tracking): boolean => state === 'unwritten' || state === 'written'

/**
 * The bit goes wherever the page goes. What is there instead of a page that is gone has none. Until user space clears the
 * bits for the first time, VM_SOFTDIRTY stands for all of them.
 */
export const softDirtyCarried: Promised = {
  name: 'soft-dirty-carried',
  statement:
    'an entry that is soft-dirty stays so whatever becomes of it, until the page goes or user space clears the bits',
  source:
    '3d321bf82c4b "mm/migrate: preserve soft dirty in remove_migration_pte()"; ad7df764b7e1 "mm/rmap: fixup copying of soft dirty and uffd ptes"',
  brokenBy: 'soft-dirty-migrate up to 5.8 (bug corpus S29)',
  build: (system, _, promise) =>
    stepProperty(
      promise.name,
      ({ before, after }) => {
        for (const address of system.addresses) {
          if (address.softDirty === undefined || !isTracked(before(address.softDirty).value)) continue
          const [was, is] = [pteOf(address, before), pteOf(address, after)]
          if (was.softDirty && !is.softDirty && is.kind !== 'none')
            return `${pteName(system, address)} was soft-dirty as ${showPte(was)}, and is not as ${showPte(is)}`
        }
        return true
      },
      promise,
    ),
}
