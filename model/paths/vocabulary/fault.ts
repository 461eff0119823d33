/** handle_mm_fault: what a page fault sees and does. */
import type { Frame } from '../../names.ts'
import type { Address, System } from '../../system.ts'
import { type Actor, here } from '../actor.ts'
import type { Locals } from '../locals.ts'
import { freeFrame, isAnonExclusive, type Pte, pteOf, zeroAddresses } from '../sight.ts'
import { becomeExclusive } from './anon-exclusive.ts'
import { addToLru, charge, inc } from './books.ts'
import { needsWriteFault } from './soft-dirty.ts'
import { canFreeSwap, freeSwap } from './swap.ts'
import { flush } from './tlb.ts'
import { type Given, type Local, set } from './word.ts'

/** Whether a PTE serves a CPU's access without a fault. */
export const allows = ({ kind, writable, protnone }: Pte, write: boolean): boolean =>
  write ? kind === 'present' && writable : (kind === 'present' && !protnone) || kind === 'zero'

export function faultWords(actor: Actor) {
  const { system, self } = actor
  const { switches } = system
  /** What is made writable for a write is dirty at once, and soft-dirty. */
  const { dirty, softDirty } = system.keeps
  const pte = ({ context, event }: Given) => pteOf(here(actor, context), event.see)
  const isKind =
    (...kinds: Pte['kind'][]) =>
    (given: Given) =>
      kinds.includes(pte(given).kind)
  const isUnlocked = (frame: Frame | null, { event }: Given) =>
    frame === null || event.see(system.folio(frame)).context.holder === null
  const folio = ({ faultPage }: Locals) => system.folio(faultPage as Frame)
  const isReadOnly = (given: Given) => pte(given).kind === 'present' && !pte(given).writable && !pte(given).protnone
  return {
    guards: {
      'pte is none': isKind('none'),
      'pte is zero': isKind('zero'),
      'pte is present': isKind('present'),
      'pte is a migration entry': isKind('migration'),
      'pte is no migration entry': (given: Given) => pte(given).kind !== 'migration',
      'pte is swap': isKind('swap'),
      'pte is a device-private entry': isKind('device'),
      'pte is not none': (given: Given) => pte(given).kind !== 'none',
      'pte is protnone': (given: Given) => pte(given).protnone,
      'pte is present read-only': isReadOnly,
      'pte is present read-only, its page may be reused': (given: Given) => {
        if (!isReadOnly(given)) return false
        const frame = pte(given).frame as Frame
        const { refs, holder } = given.event.see(system.folio(frame)).context
        const own = canFreeSwap(system, frame, given.event.see) ? 2 : 1
        return isAnonExclusive(system, frame, given.event.see) || (refs === own && holder === null)
      },
      'pte is as it was copied': (given: Given) => {
        const { old } = given.context.held
        return old === undefined ? pte(given).kind === 'zero' : isReadOnly(given) && pte(given).frame === old
      },
      'pte allows the access': (given: Given) => allows(pte(given), given.context.write),
      'mm is unstable': ({ context, event }: Given) => event.see(here(actor, context).mm.flags).value === 'unstable',
      'access is a load': ({ context }: Local) => !context.write,
      'access is a store': ({ context }: Local) => context.write,
      'a frame is free': ({ event }: Given) => freeFrame(system, undefined, event.see) !== undefined,
      'a copy is left over': ({ context }: Local) => context.held.cow !== undefined,
      'pte no longer maps the fault page': (given: Given) =>
        pte(given).kind !== 'device' || pte(given).frame !== given.context.faultPage,
      'fault page is locked, faults sleep': (given: Given) =>
        switches.faultRef === 'trylock-wait' && !isUnlocked(given.context.faultPage, given),
      'fault page is locked, faults lock first': (given: Given) =>
        switches.faultRef === 'trylock' && !isUnlocked(given.context.faultPage, given),
      'pte still maps the fault page, which is locked': (given: Given) =>
        pte(given).kind === 'device' &&
        pte(given).frame === given.context.faultPage &&
        !isUnlocked(given.context.faultPage, given),
      'pte is exclusive': isKind('exclusive'),
      'pte is exclusive to the fault page': (given: Given) =>
        pte(given).kind === 'exclusive' && pte(given).frame === given.context.faultPage,
      'fault page is free': ({ context, event }: Given) => event.see(folio(context)).value === 'free',
      'fault page is unlocked': (given: Given) => isUnlocked(given.context.faultPage, given),
      'no fault reference': ({ context }: Local) => !context.faultRef,
      'faults take nothing': () => switches.faultRef === 'none',
      'faults lock first': () => switches.faultRef === 'trylock' || switches.faultRef === 'trylock-wait',
      'folio is unlocked': (given: Given) => isUnlocked(given.context.waitsFor, given),
      failed: ({ context }: Local) => context.failed,
    },
    actions: {
      'want to read': set(() => ({ write: false })),
      'want to write': set(() => ({ write: true })),
      'map the zero page': ({ context, event }: Given) =>
        event.tell(here(actor, context).pte, { type: 'map_zero_page' }),
      'map a new page': ({ context, event }: Given) => {
        const address = here(actor, context)
        mapNewPage(system, address, event, newPage(system, address, event))
      },
      'make pte writable': (given: Given) => {
        const { context, event } = given
        const frame = pte(given).frame as Frame
        event.tell(here(actor, context).pte, { type: 'wp_page_reuse', dirty, softDirty })
        flush(system, here(actor, context), event)
        // whoever has to count references gets rid of that of the swap cache first
        if (!isAnonExclusive(system, frame, event.see)) freeSwap(system, frame, event)
        becomeExclusive(system, frame, event.tell)
      },
      'restore pte': ({ context, event }: Given) => event.tell(here(actor, context).pte, { type: 'do_numa_page' }),
      'allocate a copy': ({ context, event }: Given) =>
        void newPage(system, here(actor, context), event, context.held.old),
      'note the copy': set(({ context, event }) => ({
        held: { ...context.held, cow: freeFrame(system, undefined, event.see) as Frame },
      })),
      'map the copy': ({ context, event }: Given) => {
        const { cow, old } = context.held
        const address = here(actor, context)
        const frame = cow as Frame
        event.tell(address.pte, { type: 'map_anon_page', frame, writable: true, dirty, softDirty })
        flush(system, address, event, 'notify')
        becomeExclusive(system, frame, event.tell)
        addToLru(system, frame, event.tell)
        if (old === undefined) inc(address, 'anonPages', event.tell)
        // the reference that the PTE had on the old page
        else event.tell(system.folio(old), { type: 'folio_put' })
      },
      'note the locked folio': set((given) => ({ waitsFor: pte(given).frame })),
      'wait for the fault page': set(({ context }) => ({ waitsFor: context.faultPage })),
      'wait no longer': set(() => ({ waitsFor: null })),
      'note the fault page': set((given) => ({ faultPage: pte(given).frame })),
      'forget the fault page': set(() => ({ faultPage: null, faultRef: false })),
      'get the fault page': ({ context, event }: Given) => event.tell(folio(context), { type: 'folio_get' }),
      'lock the fault page': ({ context, event }: Given) =>
        event.tell(folio(context), { type: 'folio_trylock', by: self }),
      'note the fault reference': set(() => ({ faultRef: true })),
      'follow the fault page to its driver': ({ context, event }: Given) =>
        event.tell(folio(context), { type: 'page_pgmap' }),
      'unlock the fault page': ({ context, event }: Given) =>
        event.tell(folio(context), { type: 'folio_unlock', by: self }),
      'put the faulted page': ({ context, event }: Given) => event.tell(folio(context), { type: 'folio_put' }),
      'restore the exclusive pte': ({ context, event }: Given) => {
        const address = here(actor, context)
        restoreExclusive(system, address, event, { mayWrite: event.see(address.vma).value === 'mapped' })
      },
      'put the fault page': ({ context, event }: Given) => {
        if (switches.faultRef !== 'ref') event.tell(folio(context), { type: 'folio_unlock', by: self })
        event.tell(folio(context), { type: 'folio_put' })
      },
      fail: set(() => ({ failed: true })),
    },
  }
}

/** restore_exclusive_pte() makes it dirty: up to 6.14 always, as a PTE that may be written; from 6.15 on if the folio is. */
const isRestoredDirty = ({ keeps, switches, folio }: System, frame: Frame, see: Given['event']['see']): boolean =>
  keeps.dirty && (switches.exclusiveMapcount !== 'kept' || see(folio(frame)).context.dirty)

/**
 * What restore_exclusive_pte() makes of an entry. What is dirty by that is soft-dirty, too. From 6.15 on it asks
 * can_change_pte_writable() first, which leaves it to a fault to find out about a write that user space wants to hear of.
 *
 * @param mayWrite whether the VMA may be written
 */
export function restored(
  system: System,
  address: Address,
  see: Given['event']['see'],
  { mayWrite }: { readonly mayWrite: boolean },
): { readonly writable: boolean; readonly dirty: boolean; readonly softDirty: boolean } {
  const pte = pteOf(address, see)
  if (system.keeps.softDirty && system.switches.exclusiveMapcount === 'kept' && needsWriteFault(address, pte, see))
    return { writable: false, dirty: false, softDirty: false }
  const dirty = isRestoredDirty(system, pte.frame as Frame, see)
  return { writable: mayWrite, dirty, softDirty: pte.softDirty || (system.keeps.softDirty && dirty) }
}

export function restoreExclusive(
  system: System,
  address: Address,
  { see, tell }: Given['event'],
  vma: { readonly mayWrite: boolean },
): void {
  tell(address.pte, { type: 'restore_exclusive_pte', ...restored(system, address, see, vma) })
}

/** Maps a page that nobody has mapped before. */
export function mapNewPage(system: System, address: Address, { tell }: Given['event'], frame: Frame): void {
  const { dirty, softDirty } = system.keeps
  tell(address.pte, { type: 'map_anon_page', frame, writable: true, dirty, softDirty })
  becomeExclusive(system, frame, tell)
  addToLru(system, frame, tell)
  inc(address, 'anonPages', tell)
}

/** Takes a frame from the pool, copies a page to it or clears it, and charges it. */
export function newPage(system: System, { family }: Address, { see, tell }: Given['event'], from?: Frame): Frame {
  const frame = freeFrame(system, undefined, see) as Frame
  const { zeroes, fresh } =
    from === undefined ? { zeroes: true, fresh: zeroAddresses(system, family, see) } : see(system.folio(from)).context
  tell(system.folio(frame), { type: 'folio_alloc', family })
  tell(system.folio(frame), { type: 'copied', zeroes, fresh })
  charge(system, frame, tell)
  return frame
}
