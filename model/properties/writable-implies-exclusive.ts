import { invariant } from '../../checker/index.ts'
import { isAnonExclusive, pteName, pteOf, showPte } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Who may write an anonymous page has it alone. Otherwise one process writes what another reads. */
export const writableImpliesExclusive: Promised = {
  name: 'writable-implies-exclusive',
  statement:
    'what a writable entry maps, be it present, device-private or a migration entry, no other entry maps; and where PageAnonExclusive is known (5.19 and later), a page that is mapped writable has it',
  source: '6c287605fd56 (5.19); the rmap assertions that CVE-2026-53155 trips over',
  brokenBy: 'a fork that leaves a migration entry writable (mutation fork-keeps-migration-entry)',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        const known = system.switches.anonExclusive === 'on'
        for (const address of system.addresses) {
          const pte = pteOf(address, see)
          if (!pte.writable || pte.frame === null) continue
          const other = system.addresses.find((other) => other !== address && pteOf(other, see).frame === pte.frame)
          if (other !== undefined)
            return `${pteName(system, address)} is writable: ${showPte(pte)}; ${pteName(system, other)} has the same page`
          if (known && pte.kind !== 'migration' && !isAnonExclusive(system, pte.frame, see))
            return `${pteName(system, address)} is writable: ${showPte(pte)}, which is not PageAnonExclusive`
        }
        return true
      },
      promise,
    ),
}
