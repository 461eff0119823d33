/** Producers of invalidations: what they need, and what they do to PTEs, pages and the VMA. */
import type { EventFromLogic } from 'xstate'
import { type Frame, ZERO_PAGE } from '../../names.ts'
import type { vma } from '../../objects/vma.ts'
import { type Actor, here } from '../actor.ts'
import type { Taken } from '../locals.ts'
import { cachedSlot, freeFrame, isPinned, mappings, type Pte, pteOf } from '../sight.ts'
import { becomeExclusive, becomeShared } from './anon-exclusive.ts'
import { dec, markLazyfree } from './books.ts'
import { newPage } from './fault.ts'
import { discard } from './last-write.ts'
import { isKeptSoftDirty } from './soft-dirty.ts'
import { canFreeSwap, freeSwap, freeSwapAndCache } from './swap.ts'
import { beginZap, endZap, type FlushKind, flush, isPresent } from './tlb.ts'
import { type Given, set } from './word.ts'

export type VmaChange = EventFromLogic<typeof vma>['type']

/** What may become of a PTE. */
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

/** What is flushed late: what a zap found present (mmu_gather), or all that it went through. */
export type FlushesLate = 'what was gathered' | 'every address'

/** What may become of the pages at hand. */
export type PageDeed = 'lock the page taken out' | 'copy to the new page'

/** What may be missing. */
export type Need =
  | 'mmap_lock admits a reader'
  | 'mmap_lock is free'
  | 'a page is mapped'
  | 'a frame is free'
  | 'the VMA is there'
  | 'the VMA is writable'
  | 'the VMA is read-only'
  | 'nobody uses the mm'
  | 'callbacks may be asked not to sleep'
  | 'nothing but a page, the zero page or nothing is mapped'
  | 'the locked page is mapped'
  | 'the locked page is mapped, read-only'
  | 'nobody else holds the page'
  | 'the page taken out is free to take'

export interface Needs {
  readonly needs: readonly Need[]
}

export function producerWords(actor: Actor) {
  const { system, self } = actor
  const address = ({ context }: Given) => here(actor, context)
  const pte = (given: Given) => pteOf(address(given), given.event.see)
  const refs = (frame: Frame, { event }: Given) => event.see(system.folio(frame)).context.refs
  const vmaIs = (state: 'unborn' | 'mapped' | 'read-only' | 'detached', given: Given) =>
    given.event.see(address(given).vma).value === state
  const mapsLocked = (given: Given) => pte(given).kind === 'present' && pte(given).frame === given.context.held.locked
  const takenFrames = ({ context }: Given) => context.taken.map(({ frame }) => frame).filter((f) => f !== ZERO_PAGE)

  const lock = (given: Given) => given.event.see(address(given).mm.mmapLock).value

  const met: Record<Need, (given: Given) => boolean> = {
    'mmap_lock admits a reader': (given) => lock(given) !== 'write',
    'mmap_lock is free': (given) => lock(given) === 'free',
    'a page is mapped': (given) => pte(given).kind === 'present',
    'a frame is free': ({ event }) => freeFrame(system, undefined, event.see) !== undefined,
    'the VMA is there': (given) => !vmaIs('detached', given) && !vmaIs('unborn', given),
    'the VMA is writable': (given) => vmaIs('mapped', given),
    'the VMA is read-only': (given) => vmaIs('read-only', given),
    // mm_users is 0: whoever migrates or faults holds mmap_lock, or is between begin and retry
    'nobody uses the mm': (given) =>
      lock(given) === 'free' &&
      system.subscribers.every(
        ({ mm, subscription }) =>
          mm !== address(given).mm || Object.keys(given.event.see(subscription).context.readers).length === 0,
      ),
    'callbacks may be asked not to sleep': (given) =>
      !system.switches.oomNonblock.startsWith('skips') ||
      system.subscribers.every(({ mm }) => mm !== address(given).mm),
    'nothing but a page, the zero page or nothing is mapped': (given) =>
      ['present', 'zero', 'none'].includes(pte(given).kind),
    'the locked page is mapped': mapsLocked,
    'the locked page is mapped, read-only': (given) => mapsLocked(given) && !pte(given).writable,
    'nobody else holds the page': (given) => {
      const { frame } = pte(given)
      if (frame === null) return true
      const own = given.context.held.locked === frame ? 1 : 0
      return refs(frame, given) === mappings(system, frame, given.event.see).length + own
    },
    'the page taken out is free to take': (given) =>
      takenFrames(given).every(
        (frame) => refs(frame, given) === 1 && given.event.see(system.folio(frame)).context.holder === null,
      ),
  }

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

  const change = (to: PteChange | undefined, given: Given) => {
    const { event, context } = given
    const { pte: entry, vma } = address(given)
    const { kind, frame, writable, slot, softDirty } = pte(given)
    switch (to) {
      case undefined:
        return
      case 'zap':
        if (kind !== 'none') event.tell(entry, { type: 'zap' })
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
        return
      case 'write-protect and share':
        becomeShared(system, frame as Frame, event.tell)
        if (writable) event.tell(entry, { type: 'ptep_set_wrprotect' })
        return
      case 'write-protect':
        if (writable && (kind === 'present' || kind === 'migration' || kind === 'device'))
          event.tell(entry, { type: readable[kind], softDirty: isKeptSoftDirty(system, pte(given)) })
        return
      case 'make protnone':
        if (!pte(given).protnone) event.tell(entry, { type: 'make_protnone' })
        return
      case 'clear soft-dirty':
        if (kind === 'present' && writable) {
          if (isLeftAlone(given)) return
          event.tell(entry, { type: 'ptep_set_wrprotect' })
        }
        if ((kind === 'migration' || kind === 'device') && writable && system.switches.clearRefsEntries === 'taken')
          event.tell(entry, { type: readable[kind] })
        if (softDirty) event.tell(entry, { type: 'clear_soft_dirty' })
        return
      case 'give up':
        if (giveUp(given)) event.tell(address(given).lastWrite, { type: 'give_up' })
        return
      case 'take out':
        if (kind !== 'none') event.tell(entry, { type: 'zap' })
        return
      case 'put back':
        for (const { frame, writable, softDirty } of context.taken)
          if (frame === ZERO_PAGE) event.tell(entry, { type: 'map_zero_page' })
          else event.tell(entry, { type: 'map_anon_page', frame, writable, dirty: system.keeps.dirty, softDirty })
        return
      case 'install':
        event.tell(entry, {
          type: 'map_anon_page',
          frame: context.held.new as Frame,
          writable: event.see(vma).value === 'mapped',
          dirty: system.keeps.dirty,
          softDirty: system.keeps.softDirty,
        })
        becomeExclusive(system, context.held.new as Frame, event.tell)
        return
      case 'replace':
      case 'merge':
        event.tell(entry, { type: 'replace_page', frame: context.held.new as Frame })
        becomeShared(system, frame as Frame, event.tell)
        event.tell(system.folio(frame as Frame), { type: 'folio_put' })
        if (to === 'replace') becomeExclusive(system, context.held.new as Frame, event.tell)
    }
  }
  /** What the path holds after the change: references move between it and the page table. */
  const keep = (to: PteChange | undefined, given: Given) => {
    const { taken, held } = given.context
    const { kind, frame, writable, softDirty } = pte(given)
    const { new: mapped, ...rest } = held
    const seen: Taken = { at: address(given).name, frame: frame ?? ZERO_PAGE, writable, softDirty }
    // the zero page is gathered for the flush alone
    if (to === 'zap' && (kind === 'present' || (system.tlbs.length > 0 && isPresent(pte(given)))))
      return { taken: [...taken, seen] }
    if (to === 'take out' && kind !== 'none') return { taken: [...taken, seen] }
    if (to === 'put back') return { taken: [] }
    if (to === 'install' || to === 'replace' || to === 'merge') return { held: rest }
    return {}
  }

  return {
    guards: {
      'has what it needs': (given: Given, { needs }: Needs) => needs.every((need) => met[need](given)),
      'backs off': (given: Given, { needs }: Needs) => !needs.every((need) => met[need](given)),
      'more addresses follow': ({ context }: Given) => context.i + 1 < actor.addresses.length,
      'page is locked by somebody': ({ context, event }: Given) =>
        event.see(system.folio(context.held.locked as Frame)).context.holder !== null,
      'page is unlocked': ({ context, event }: Given) =>
        event.see(system.folio(context.held.locked as Frame)).context.holder === null,
      'backed off': ({ context }: Pick<Given, 'context'>) => context.failed,
    },
    actions: {
      'change the vma': (given: Given, { to }: { to: VmaChange }) => given.event.tell(address(given).vma, { type: to }),
      'clear VM_SOFTDIRTY': ({ event }: Given) => {
        for (const { softDirty } of actor.addresses)
          if (softDirty !== undefined) event.tell(softDirty, { type: 'clear_vm_softdirty' })
      },
      'tracking has begun': ({ event }: Given) => {
        for (const { softDirty } of actor.addresses)
          if (softDirty !== undefined) event.tell(softDirty, { type: 'clear_refs_returns' })
      },
      'set MMF_UNSTABLE': (given: Given) => given.event.tell(address(given).mm.flags, { type: 'set_unstable' }),
      'allocate the new page': (given: Given) => void newPage(system, address(given), given.event),
      'hold the new page': set(({ context, event }) => ({
        held: { ...context.held, new: freeFrame(system, undefined, event.see) as Frame },
      })),
      'lock the page': ({ context, event }: Given) =>
        event.tell(system.folio(context.held.locked as Frame), { type: 'folio_trylock', by: self }),
      'change the pte': (given: Given, { pte: changes }: { pte: PteChanges }) =>
        change(changes[pte(given).kind], given),
      'keep what leaves it': set<{ pte: PteChanges }>((given, { pte: changes }) =>
        keep(changes[pte(given).kind], given),
      ),
      'do to the page': (given: Given, { deed }: { deed: PageDeed }) => {
        const { event, context } = given
        if (deed === 'lock the page taken out') {
          for (const frame of takenFrames(given)) event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
          return
        }
        const from = context.held.locked ?? takenFrames(given)[0]
        if (from === undefined) return // the new page is cleared, as what was there
        const { fresh, zeroes } = event.see(system.folio(from)).context
        event.tell(system.folio(context.held.new as Frame), { type: 'copied', fresh, zeroes })
      },
      'flush at once': (given: Given, { kind }: { kind: FlushKind }) =>
        flush(system, address(given), given.event, kind),
      'flush late': ({ context, event }: Given, { which }: { which: FlushesLate }) => {
        const gathered = new Set(context.taken.map(({ at }) => at))
        for (const address of actor.addresses)
          if (which === 'every address') flush(system, address, event)
          else if (gathered.has(address.name)) flush(system, address, event, 'notify')
          else endZap(system, address, event)
      },
      'next address': set(({ context }) => ({ i: context.i + 1 })),
      'first address': set(() => ({ i: 0 })),
      'unlock and put what it holds': (given: Given) => {
        const { event, context } = given
        for (const frame of [...Object.values(context.held), ...takenFrames(given)]) {
          const folio = system.folio(frame)
          if (event.see(folio).context.holder === self) event.tell(folio, { type: 'folio_unlock', by: self })
          event.tell(folio, { type: 'folio_put' })
        }
      },
      'let go of everything': set(() => ({ held: {}, taken: [] })),
      'back off': set(() => ({ failed: true })),
    },
  }
}
