/** The reverse map: who else maps a page, one mapping after the other. */
import { type AddressName, deviceOf, type Frame } from '../../names.ts'
import type { Address, System } from '../../system.ts'
import type { Actor } from '../actor.ts'
import type { Entry, Locals } from '../locals.ts'
import { cachedSlot, entryOf, flavourOf, isAnonExclusive, isPinned, mappings, pteOf, rmap } from '../sight.ts'
import { becomeExclusive, becomeShared } from './anon-exclusive.ts'
import { dec, inc, markDirty } from './books.ts'
import { drop } from './last-write.ts'
import { isRestoredSoftDirty, readsSoftDirty } from './soft-dirty.ts'
import { flush } from './tlb.ts'
import { type Given, type Local, set } from './word.ts'

export function rmapWords(actor: Actor) {
  const { system } = actor
  const entry = (context: Locals): Entry => entryOf(context) as Entry
  const visited = ({ walk }: Locals): Address => system.address(walk[0] as AddressName)
  /** The page whose mappings are visited: the source of a migration, or the page that is reclaimed. */
  const walked = (context: Locals) => (entryOf(context)?.src ?? context.held.isolated) as Frame
  const all = (context: Locals) => rmap(system, entryOf(context)?.at ?? null)
  const mapped = ({ context, event }: Given) => mappings(system, walked(context), event.see)
  const locks = (context: Locals) => new Set(all(context).map(({ anonVma }) => anonVma))
  return {
    guards: {
      'more mappings to visit': ({ context }: Local) => context.walk.length > 1,
      'src is mapped': (given: Given) => mapped(given).length > 0,
      'src is mapped elsewhere, more to visit': (given: Given) =>
        given.context.walk.length > 1 && mapped(given).some((address) => address !== visited(given.context)),
      // mm_has_notifiers(): the calls are there, and do nothing
      'nobody mirrors the visited mapping': ({ context }: Local) =>
        system.subscribers.every(({ mm }) => mm !== visited(context).mm),
    },
    actions: {
      'walk the reverse map': set(({ context }) => ({
        walk: all(context).map(({ name }) => name),
      })),
      'visit the next mapping': set(({ context }) => ({ walk: context.walk.slice(1) })),
      'end the walk': set(() => ({ walk: [] })),
      /** At the first of several mappings; a walk of one is a single step. */
      'lock the reverse map': ({ context, event }: Given) => {
        if (context.walk.length !== all(context).length) return
        for (const lock of locks(context)) if (lock !== undefined) event.tell(lock, { type: 'anon_vma_lock_read' })
      },
      'unlock the reverse map': ({ context, event }: Given) => {
        for (const lock of locks(context)) if (lock !== undefined) event.tell(lock, { type: 'anon_vma_unlock_read' })
      },
      'unmap the visited mapping': ({ context, event }: Given) => {
        const { src } = entry(context)
        const address = visited(context)
        if (!mappings(system, src as Frame, event.see).includes(address)) return // unmapped meanwhile, or never there
        makeMigrationEntry(actor, address, event, { carriesDirty: true })
        flush(system, address, event)
        event.tell(system.folio(src as Frame), { type: 'folio_put' })
      },
      /** try_to_unmap_one(), of a page that has a slot, or that may be dropped. */
      'swap out the visited mapping': ({ context, event: { see, tell } }: Given) => {
        const page = walked(context)
        const address = visited(context)
        const { kind, frame, dirty, softDirty } = pteOf(address, see)
        const slot = cachedSlot(system, page, see)
        if (kind !== 'present' || frame !== page) return // unmapped meanwhile, or never there
        if (see(system.folio(page)).context.lazyfree) return dropMapping(system, address, page, { see, tell })
        if (slot === undefined) return
        // folio_try_share_anon_rmap_pte() fails: the page stays mapped
        if (system.switches.anonExclusive === 'on' && isPinned(system, page, see)) return
        tell(system.slot(slot), { type: 'swap_duplicate' })
        const anonExclusive = isAnonExclusive(system, page, see)
        tell(address.pte, { type: 'try_to_unmap_one', slot, anonExclusive, softDirty })
        flush(system, address, { see, tell }, 'notify')
        becomeShared(system, page, tell)
        if (dirty) markDirty(system, page, tell)
        dec(address, 'anonPages', tell)
        inc(address, 'swapEnts', tell)
        tell(system.folio(page), { type: 'folio_put' })
      },
      'replace migration entry': ({ context, event }: Given) => {
        const address = visited(context)
        const { src, dst, lost } = entry(context)
        const pte = pteOf(address, event.see)
        if (pte.kind !== 'migration' || pte.frame !== src) return // zapped meanwhile, or never there
        const frame = (lost ? src : dst) as Frame
        const to = deviceOf(frame) === undefined ? 'present' : 'device'
        const dirty = to === 'present' && pte.dirty && event.see(system.folio(frame)).context.dirty
        const softDirty = isRestoredSoftDirty(system, pte, { to, dirty })
        event.tell(address.pte, { type: 'remove_migration_pte', frame, to, dirty, softDirty })
        event.tell(system.folio(frame), { type: 'folio_get' })
        if (pte.anonExclusive) becomeExclusive(system, frame, event.tell)
      },
    },
  }
}

/**
 * A mapping becomes a migration entry, which remembers what the mapping allowed. Its reference is the caller's now.
 *
 * @param carriesDirty whether the dirty bit goes to the folio and to the entry, or is dropped
 */
export function makeMigrationEntry(
  { system }: Actor,
  address: Address,
  { see, tell }: Given['event'],
  { carriesDirty }: { readonly carriesDirty: boolean },
): void {
  const pte = pteOf(address, see)
  const dirty = pte.dirty && carriesDirty
  const softDirty = readsSoftDirty(system, pte)
  tell(address.pte, { type: 'make_migration_entry', flavour: flavourOf(system, pte, see), dirty, softDirty })
  becomeShared(system, pte.frame as Frame, tell)
  if (dirty) markDirty(system, pte.frame as Frame, tell)
}

/** A page that user space has given up goes if nobody has written it since; otherwise it is kept like any other. */
function dropMapping(
  system: System,
  address: Address,
  page: Frame,
  { see, tell }: Pick<Given['event'], 'see' | 'tell'>,
): void {
  const { refs, dirty } = see(system.folio(page)).context
  const isDirty = dirty || pteOf(address, see).dirty
  if (isDirty) markDirty(system, page, tell)
  // one reference is reclaim's
  if (isDirty || refs !== mappings(system, page, see).length + 1) {
    tell(system.folio(page), { type: 'folio_set_swapbacked' })
    return
  }
  tell(address.pte, { type: 'zap' })
  flush(system, address, { see, tell }, 'notify')
  becomeShared(system, page, tell)
  dec(address, 'anonPages', tell)
  drop(system, address, { see, tell })
  tell(system.folio(page), { type: 'folio_put' })
}
