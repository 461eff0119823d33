/** do_swap_page, for a page that was swapped out. */
import type { Frame, Slot } from '../../names.ts'
import { type Actor, here } from '../actor.ts'
import type { Locals } from '../locals.ts'
import { freeFrame, mappings, pteOf } from '../sight.ts'
import { becomeExclusive } from './anon-exclusive.ts'
import { addToLru, charge, dec, inc } from './books.ts'
import { canFreeSwap, freeSwap } from './swap.ts'
import { type Given, set } from './word.ts'

export function swapInWords(actor: Actor) {
  const { system, self } = actor
  const pte = ({ context, event }: Given) => pteOf(here(actor, context), event.see)
  const slotOf = ({ slot }: Locals) => system.slot(slot as Slot)
  const slot = ({ context, event }: Given) => event.see(slotOf(context)).context
  const pageOf = ({ held }: Locals) => held.swapped as Frame
  const folio = (context: Locals) => system.folio(pageOf(context))
  const hasChanged = (given: Given) => pte(given).slot !== given.context.slot
  /** Whether the process has the page for itself, and the swap cache is therefore left by a fault that wants to write. */
  const reuse = (given: Given) => {
    const { context, event } = given
    const page = pageOf(context)
    const { refs } = event.see(folio(context)).context
    const canFree = context.write && canFreeSwap(system, page, event.see, 1)
    if (system.switches.anonExclusive === 'on') {
      const frees = canFree && refs === 2 // that of the swap cache, and that of this fault
      return { frees, isMine: pte(given).anonExclusive || frees }
    }
    // reuse_swap_page() counts mappings and swap entries, not references
    const isMine = slot(given).count === 1 && mappings(system, page, event.see).length === 0
    return { frees: canFree && isMine, isMine }
  }
  const holds = (page: (given: Given) => Frame | null | undefined) =>
    set((given) => ({ held: { ...given.context.held, swapped: page(given) as Frame } }))
  return {
    guards: {
      'swap entry changed': hasChanged,
      'slot is cached': (given: Given) => slot(given).cache !== null,
      'swapped page is unlocked': ({ context, event }: Given) => event.see(folio(context)).context.holder === null,
      'swapped page is of no use any more': (given: Given) =>
        hasChanged(given) || slot(given).cache !== pageOf(given.context),
    },
    actions: {
      'note the swap entry': set((given) => ({ slot: pte(given).slot })),
      'get the page from the swap cache': (given: Given) =>
        given.event.tell(system.folio(slot(given).cache as Frame), { type: 'folio_get' }),
      'hold the page from the swap cache': holds((given) => slot(given).cache),
      'read the page from swap': (given: Given) => {
        const { context, event } = given
        const { fresh, zeroes } = slot(given)
        const frame = freeFrame(system, undefined, event.see) as Frame
        event.tell(system.folio(frame), { type: 'folio_alloc', family: here(actor, context).family })
        event.tell(system.folio(frame), { type: 'copied', fresh, zeroes })
        event.tell(slotOf(context), { type: 'add_to_swap_cache', folio: frame })
        event.tell(system.folio(frame), { type: 'folio_get' })
        charge(system, frame, event.tell)
        addToLru(system, frame, event.tell)
      },
      'hold the page read from swap': holds(({ event }) => freeFrame(system, undefined, event.see)),
      'lock the swapped page': ({ context, event }: Given) =>
        event.tell(folio(context), { type: 'folio_trylock', by: self }),
      'map the swapped page': (given: Given) => {
        const { context, event } = given
        const { tell } = event
        const address = here(actor, context)
        const frame = pageOf(context)
        const { frees, isMine } = reuse(given)
        const writable = context.write && isMine
        tell(slotOf(context), { type: 'swap_free' })
        if (frees) freeSwap(system, frame, event)
        const softDirty = pte(given).softDirty || (system.keeps.softDirty && writable)
        // with the reference held so far
        tell(address.pte, { type: 'do_swap_page', frame, writable, dirty: writable, softDirty })
        if (isMine) becomeExclusive(system, frame, tell)
        dec(address, 'swapEnts', tell)
        inc(address, 'anonPages', tell)
        tell(folio(context), { type: 'folio_unlock', by: self })
      },
      'unlock and put the swapped page': ({ context, event }: Given) => {
        event.tell(folio(context), { type: 'folio_unlock', by: self })
        event.tell(folio(context), { type: 'folio_put' })
      },
      'forget the swapped page': set(({ context }) => {
        const { swapped: _, ...held } = context.held
        return { held, slot: null }
      }),
    },
  }
}
