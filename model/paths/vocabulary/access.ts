/** Loads and stores, of a CPU through the PTE and of a device through its mirror. */
import { type Frame, ZERO_PAGE } from '../../names.ts'
import type { Address } from '../../system.ts'
import { type Actor, client, here } from '../actor.ts'
import { mayKeepItsPage, mirrorOf, pteOf } from '../sight.ts'
import { allows } from './fault.ts'
import { slotsFallBehind } from './swap.ts'
import type { Given } from './word.ts'

export function accessWords(actor: Actor) {
  const { system } = actor
  const pte = ({ context, event }: Given) => pteOf(here(actor, context), event.see)
  const mirror = ({ context, event }: Given) => mirrorOf(client(actor), here(actor, context), event.see)
  /** A driver that accesses under its lock waits for it; hardware does not. */
  const isAccessible = ({ event }: Given) =>
    !client(actor).driver.accessesUnderLock || event.see(client(actor).mutex).value !== 'held'
  const write = (event: Given['event'], frame: Frame, address: Address) => {
    const { name: through, lastWrite } = address
    for (const other of system.frames)
      event.tell(system.folio(other), { type: other === frame ? 'written' : 'written_elsewhere', through })
    slotsFallBehind(system, address, event)
    event.tell(lastWrite, { type: 'write' })
  }
  return {
    guards: {
      'pte allows a load': (given: Given) => allows(pte(given), false),
      'pte allows a store': (given: Given) => allows(pte(given), true),
      'mirror allows a read': (given: Given) => mirror(given).frame !== null && isAccessible(given),
      'mirror allows a write': (given: Given) => mirror(given).writable && isAccessible(given),
    },
    actions: {
      'write through the pte': (given: Given) => {
        const address = here(actor, given.context)
        write(given.event, pte(given).frame as Frame, address)
        if (system.keeps.dirty) given.event.tell(address.pte, { type: 'pte_mkdirty' })
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
