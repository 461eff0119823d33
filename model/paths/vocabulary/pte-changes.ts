/**
 * What a producer may do to a PTE, and with what is behind it.
 *
 * A new thing to do is a name, and an entry of the table that every name is in.
 */
import { type Frame, ZERO_PAGE } from '../../names.ts'
import { type Actor, here } from '../actor.ts'
import type { Locals, Taken } from '../locals.ts'
import { cachedSlot, isPinned, mappings, type Pte, pteOf } from '../sight.ts'
import { becomeExclusive, becomeShared } from './anon-exclusive.ts'
import { dec, markLazyfree } from './books.ts'
import { discard } from './last-write.ts'
import { isKeptSoftDirty } from './soft-dirty.ts'
import { canFreeSwap, freeSwap, freeSwapAndCache } from './swap.ts'
import { beginZap, isPresent } from './tlb.ts'
import type { Given } from './word.ts'

type PteChange =
  /** It goes, and the page with it, as far as the last write is concerned: user space gives it back. */
  | 'zap'
  | 'write-protect'
  /** Likewise, and the page may from now on be shared. */
  | 'write-protect and share'
  | 'make protnone'
  /** What is present loses its write bit with it, unless somebody pins it; other entries keep theirs. */
  | 'clear soft-dirty'
  /** It stays as it is, but clean; and its page may be dropped as long as it is that. */
  | 'give up'
  /** It leaves the page table for a while; nobody can look meanwhile. */
  | 'take out'
  /** What was taken out returns. */
  | 'put back'
  /** The new page is mapped where another was taken out. */
  | 'install'
  /** The new page is mapped in the place of the present one, read-only: a page of its own, or one that is shared. */
  | 'replace'
  | 'merge'

/** By kind of PTE. What is not named stays as it is. */
export type PteChanges = Readonly<Partial<Record<Pte['kind'], PteChange>>>

/** Both look at the PTE as it was before. */
interface Change {
  readonly tells: (given: Given) => void
  /** What the path holds after it: references move between the path and the page table. */
  readonly keeps: (given: Given) => Partial<Locals>
}

const nothing = () => ({})
const unchanged: Change = { tells: nothing, keeps: nothing }

/** @returns what is done to the PTE at hand, by what is to become of each kind. */
export function pteChanges(actor: Actor) {
  const { system } = actor
  const address = ({ context }: Given) => here(actor, context)
  const pte = (given: Given) => pteOf(address(given), given.event.see)

  const migration = system.switches.anonExclusive === 'on' ? 'exclusive_migration' : 'migration'
  /** How an entry that is writable loses its write bit; others say nothing of permissions. */
  const readable = {
    present: 'ptep_set_wrprotect',
    migration: `make_readable_${migration}_entry`,
    device: 'make_readable_device_private_entry',
  } as const

  /** madvise_free_pte_range(), of a present page: a page that is busy, or mapped elsewhere too, is left alone. */
  const giveUp = (given: Given): boolean => {
    const { see, tell } = given.event
    const { frame, dirty } = pte(given)
    if (!system.keeps.dirty || frame === null || mappings(system, frame, see).length !== 1) return false
    const folio = see(system.folio(frame)).context
    const isCached = cachedSlot(system, frame, see) !== undefined
    if ((isCached || folio.dirty) && folio.holder !== null) return false
    if (isCached && !canFreeSwap(system, frame, see)) return false
    freeSwap(system, frame, given.event)
    tell(system.folio(frame), { type: 'folio_clear_dirty_for_io' })
    if (dirty) tell(address(given).pte, { type: 'pte_mkclean' })
    markLazyfree(system, frame, tell)
    return true
  }

  /** pte_is_pinned(), of a page that is mapped writable. */
  const isLeftAlone = (given: Given): boolean =>
    system.switches.clearRefsPinned === 'left-alone' && isPinned(system, pte(given).frame as Frame, given.event.see)

  const takes = (given: Given): Partial<Locals> => {
    const { frame, writable, softDirty } = pte(given)
    const seen: Taken = { at: address(given).name, frame: frame ?? ZERO_PAGE, writable, softDirty }
    return { taken: [...given.context.taken, seen] }
  }
  const letsGoOfNew = ({ context }: Given): Partial<Locals> => {
    const { new: _, ...held } = context.held
    return { held }
  }
  const replace = (given: Given) => {
    const { event, context } = given
    const frame = pte(given).frame as Frame
    event.tell(address(given).pte, { type: 'replace_page', frame: context.held.new as Frame })
    becomeShared(system, frame, event.tell)
    event.tell(system.folio(frame), { type: 'folio_put' })
  }

  const changes: Record<PteChange, Change> = {
    zap: {
      tells: (given) => {
        const { event } = given
        const { kind, frame, slot } = pte(given)
        if (kind !== 'none') event.tell(address(given).pte, { type: 'zap' })
        if (kind !== 'none' && kind !== 'zero')
          dec(address(given), kind === 'swap' ? 'swapEnts' : 'anonPages', event.tell)
        if (slot !== null) freeSwapAndCache(system, slot, event)
        discard(system, address(given), event)
        beginZap(system, address(given), event)
        // PageAnonExclusive stays in the kernel, where nobody asks for it any more; here it would only multiply states
        if (kind !== 'migration' && frame !== null) becomeShared(system, frame, event.tell)
        // the page of a non-present entry is put at once, a mapped one gathered until the invalidation has ended
        if ((kind === 'device' || kind === 'exclusive') && frame !== null)
          event.tell(system.folio(frame), { type: 'folio_put' })
      },
      keeps: (given) => {
        // the zero page is gathered for the flush alone
        const gathers = pte(given).kind === 'present' || (system.tlbs.length > 0 && isPresent(pte(given)))
        return gathers ? takes(given) : {}
      },
    },
    'write-protect and share': {
      tells: (given) => {
        const { frame, writable } = pte(given)
        becomeShared(system, frame as Frame, given.event.tell)
        if (writable) given.event.tell(address(given).pte, { type: 'ptep_set_wrprotect' })
      },
      keeps: nothing,
    },
    'write-protect': {
      tells: (given) => {
        const { kind, writable } = pte(given)
        if (writable && (kind === 'present' || kind === 'migration' || kind === 'device'))
          given.event.tell(address(given).pte, {
            type: readable[kind],
            softDirty: isKeptSoftDirty(system, pte(given)),
          })
      },
      keeps: nothing,
    },
    'make protnone': {
      tells: (given) => {
        if (!pte(given).protnone) given.event.tell(address(given).pte, { type: 'make_protnone' })
      },
      keeps: nothing,
    },
    'clear soft-dirty': {
      tells: (given) => {
        const { tell } = given.event
        const { pte: entry } = address(given)
        const { kind, writable, softDirty } = pte(given)
        if (kind === 'present' && writable) {
          if (isLeftAlone(given)) return
          tell(entry, { type: 'ptep_set_wrprotect' })
        }
        if ((kind === 'migration' || kind === 'device') && writable && system.switches.clearRefsEntries === 'taken')
          tell(entry, { type: readable[kind] })
        if (softDirty) tell(entry, { type: 'clear_soft_dirty' })
      },
      keeps: nothing,
    },
    'give up': {
      tells: (given) => {
        if (giveUp(given)) given.event.tell(address(given).lastWrite, { type: 'give_up' })
      },
      keeps: nothing,
    },
    'take out': {
      tells: (given) => {
        if (pte(given).kind !== 'none') given.event.tell(address(given).pte, { type: 'zap' })
      },
      keeps: (given) => (pte(given).kind === 'none' ? {} : takes(given)),
    },
    'put back': {
      tells: (given) => {
        const { pte: entry } = address(given)
        const { dirty } = system.keeps
        for (const { frame, writable, softDirty } of given.context.taken)
          if (frame === ZERO_PAGE) given.event.tell(entry, { type: 'map_zero_page' })
          else given.event.tell(entry, { type: 'map_anon_page', frame, writable, dirty, softDirty })
      },
      keeps: () => ({ taken: [] }),
    },
    install: {
      tells: (given) => {
        const { event, context } = given
        event.tell(address(given).pte, {
          type: 'map_anon_page',
          frame: context.held.new as Frame,
          writable: event.see(address(given).vma).value === 'mapped',
          dirty: system.keeps.dirty,
          softDirty: system.keeps.softDirty,
        })
        becomeExclusive(system, context.held.new as Frame, event.tell)
      },
      keeps: letsGoOfNew,
    },
    replace: {
      tells: (given) => {
        replace(given)
        becomeExclusive(system, given.context.held.new as Frame, given.event.tell)
      },
      keeps: letsGoOfNew,
    },
    merge: { tells: replace, keeps: letsGoOfNew },
  }

  return (given: Given, by: PteChanges): Change => {
    const to = by[pte(given).kind]
    return to === undefined ? unchanged : changes[to]
  }
}
