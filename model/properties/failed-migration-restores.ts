import { type See, stepProperty } from '../../checker/index.ts'
import { deviceOf, type Frame } from '../names.ts'
import { unlockAndPut } from '../paths/migrate-vma-finalize.ts'
import { localsOf, pathOf } from '../paths/path-thread.ts'
import { removeMigrationPtes } from '../paths/remove-migration-ptes.ts'
import { entryOf, isAnonExclusive, isKnownDirty, type Pte, pteName, pteOf, showPte } from '../paths/sight.ts'
import type { Address, System } from '../system.ts'
import type { Promised } from './promise.ts'

/**
 * A migration that fails leaves no trace.
 *
 * What a mapping was before is known only to the migration entry that took its place. So the promise comes in three parts:
 * the entry remembers what the mapping was; what is put back is what the entry says; and nothing is left out. Between the
 * first two only others change the entry, by the transitions of its statechart. References: refcount-conserved.
 * That the page is dirty may be known from its mapping or from the folio, before as after; where there is no swap, nobody
 * needs to know.
 */
export const failedMigrationRestores: Promised = {
  name: 'failed-migration-restores',
  statement:
    'a migration entry remembers the page of the mapping that it replaced, whether it was writable, and whether the page was exclusive; where the page is not migrated, every mapping of it is again what its entry says; that the page is dirty stays known throughout',
  source:
    'Documentation/mm/hmm.rst, step 2: pages that cannot be migrated are restored; remove_migration_pte(), mm/migrate.c; fd35ca3d12cc for the dirty bit',
  brokenBy: 'a migration entry that takes a read-only mapping for a writable one (mutation entry-always-writable)',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      (step) => {
        const { event, before, after } = step
        const staysDirty = ([was, then]: readonly [Pte, See], [is, now]: readonly [Pte, See]) =>
          system.slots.length === 0 || !isKnownDirty(system, was, then) || isKnownDirty(system, is, now)
        const isCleanNow = (address: Address) =>
          `${pteName(system, address)} maps a page that was known to be dirty, and now it is not`
        for (const address of system.addresses) {
          if (before(address.pte) === after(address.pte)) continue
          const [was, is] = [pteOf(address, before), pteOf(address, after)]
          if (is.kind !== 'migration' || (was.kind !== 'present' && was.kind !== 'device')) continue
          const forgets = forgetful(system, address, was, is, before)
          if (forgets !== undefined) return forgets
          if (!staysDirty([was, before], [is, after])) return isCleanNow(address)
        }
        const path = pathOf(threads, step)
        if (path === undefined) return true
        const locals = localsOf(before, path)
        const { src = null, lost } = entryOf(locals) ?? {}
        if (src === null || lost !== true) return true
        const of = (address: Address) => [pteOf(address, before), pteOf(address, after)] as const
        if (event === removeMigrationPtes) {
          const address = system.address(locals.walk[0] as string)
          const [was, is] = of(address)
          if (was.kind !== 'migration' || was.frame !== src) return true
          if (!isRestored(system, was, is, after))
            return `${pteName(system, address)} is ${showAll(is)}; its migration entry said ${showAll(was)}`
          return staysDirty([was, before], [is, after]) || isCleanNow(address)
        }
        if (event !== unlockAndPut) return true
        const left = system.addresses.find(
          (address) => of(address)[0].kind === 'migration' && of(address)[0].frame === src,
        )
        return left === undefined || `${pteName(system, left)} is still a migration entry for ${src}, which stays`
      },
      promise,
    ),
}

/** What a step that made a migration entry forgot. */
function forgetful(system: System, address: Address, was: Pte, is: Pte, before: See): string | undefined {
  const anonExclusive = was.writable || isAnonExclusive(system, was.frame as Frame, before)
  if (is.frame === was.frame && is.writable === was.writable && is.anonExclusive === anonExclusive) return undefined
  return `${pteName(system, address)} was ${showAll({ ...was, anonExclusive })}, and its migration entry says ${showAll(is)}`
}

function isRestored({ switches, folio }: System, was: Pte, is: Pte, see: See): boolean {
  if (is.frame !== was.frame || is.writable !== was.writable) return false
  if (is.kind !== (deviceOf(was.frame) === undefined ? 'present' : 'device')) return false
  return switches.anonExclusive === 'off' || see(folio(was.frame as Frame)).context.anonExclusive === was.anonExclusive
}

const showAll = (pte: Pte): string =>
  `${showPte(pte)}${pte.writable ? ', writable' : pte.anonExclusive ? ', read-only and exclusive' : ', read-only'}`
