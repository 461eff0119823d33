/** Loads and stores, of a CPU through its TLB or the PTE, and of a device through its mirror. */
import { type Frame, ZERO_PAGE } from '../../names.ts'
import type { Address } from '../../system.ts'
import { type Actor, client, here } from '../actor.ts'
import { hitOf, mayKeepItsPage, mirrorOf, pteOf, tlbOf } from '../sight.ts'
import { allows } from './fault.ts'
import { slotsFallBehind } from './swap.ts'
import type { Given } from './word.ts'

export function accessWords(actor: Actor) {
  const { system, self } = actor
  const tlb = system.tlbs.find(({ thread }) => thread === self)
  const hit = ({ context, event }: Given, write: boolean) => hitOf(system, self, here(actor, context), event.see, write)
  const pte = ({ context, event }: Given) => pteOf(here(actor, context), event.see)
  const mirror = ({ context, event }: Given) => mirrorOf(client(actor), here(actor, context), event.see)
  /** A driver that accesses under its lock waits for it; hardware does not. */
  const isAccessible = ({ event }: Given) =>
    !client(actor).driver.accessesUnderLock || event.see(client(actor).mutex).value !== 'held'
  const write = (event: Given['event'], frame: Frame, address: Address) => {
    const { name: through, lastWrite, softDirty } = address
    for (const other of system.frames)
      event.tell(system.folio(other), { type: other === frame ? 'written' : 'written_elsewhere', through })
    slotsFallBehind(system, address, event)
    event.tell(lastWrite, { type: 'write' })
    if (softDirty !== undefined) event.tell(softDirty, { type: 'write' })
  }
  /** A device asks for a page fault as soon as its TLB forbids an access; a CPU walks the page table first. */
  const isServed = (given: Given, write: boolean) => {
    if (tlb === undefined) return allows(pte(given), write)
    if (hit(given, write) !== undefined) return true
    const isForbidden = tlbOf(tlb, here(actor, given.context), given.event.see).frame !== null
    return !(isForbidden && tlb.of === 'device') && allows(pte(given), write)
  }
  return {
    guards: {
      'load is served': (given: Given) => isServed(given, false),
      'store is served': (given: Given) => isServed(given, true),
      'pte allows a store': (given: Given) => allows(pte(given), true),
      'mirror allows a read': (given: Given) => mirror(given).frame !== null && isAccessible(given),
      'mirror allows a write': (given: Given) => mirror(given).writable && isAccessible(given),
    },
    actions: {
      'write through the pte': (given: Given) => {
        const address = here(actor, given.context)
        const served = hit(given, true) ?? { frame: pte(given).frame as Frame, pending: false }
        // what it writes then goes the way of the page, as if it had been written before
        if (!served.pending) write(given.event, served.frame, address)
        // through a TLB it may still go on after the write bit has been taken, and is dirty already
        const { frame, writable } = pte(given)
        if (system.keeps.dirty && writable && served.frame === frame)
          given.event.tell(address.pte, { type: 'pte_mkdirty' })
      },
      'fill the tlb': (given: Given, { write }: { write: boolean }) => {
        const { name } = here(actor, given.context)
        const entry = tlb?.entries.get(name)
        if (entry === undefined || hit(given, write) !== undefined) return
        const { frame, writable } = pte(given)
        given.event.tell(entry, { type: 'fill', frame: frame ?? ZERO_PAGE, writable })
      },
      'write through the mirror': (given: Given) => {
        const { frame } = mirror(given)
        const address = here(actor, given.context)
        const isOnlyPinned = frame !== pte(given).frame && mayKeepItsPage(client(actor), address, given.event.see)
        // what it writes then is a page of which no address shows the bytes
        if (!isOnlyPinned) write(given.event, frame ?? ZERO_PAGE, address)
      },
    },
  }
}
