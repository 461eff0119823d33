/** References that stay with a mapping, or that a fill needs only until it has mapped: get_user_pages and its kin. */
import { type Actor, client, here } from '../actor.ts'
import { isAnnounced } from '../gauge.ts'
import { pteOf } from '../sight.ts'
import { type Given, set } from './word.ts'

export function pinWords(actor: Actor) {
  const { system, self } = actor
  const pins = () => {
    const { pin, addresses } = client(actor)
    return pin === undefined ? [] : addresses.map((address) => ({ address, pin: pin(address) }))
  }
  const isHeld = ({ event }: Given) => pins().some(({ pin }) => event.see(pin).value === 'mapped')
  const isCurrent = ({ event }: Given) => event.see(client(actor).subscription).context.readers[self] === 'current'
  const keepsUntilNextFill = () => client(actor).driver.pins?.unpinnedBy === 'next fill'
  return {
    guards: {
      'what is pinned is current': (given: Given) => keepsUntilNextFill() && isHeld(given) && isCurrent(given),
      'fill may begin': (given: Given) => !isHeld(given) && !isAnnounced(system, client(actor), given.event.see),
      'a pin outlives its mapping': ({ event }: Given) =>
        pins().some(
          ({ address, pin }) =>
            event.see(pin).value === 'mapped' && event.see(client(actor).mirror(address)).value === 'absent',
        ),
    },
    actions: {
      'hand the references over': ({ context, event }: Given) => {
        for (const { at, frame } of context.snapshot) {
          if (context.held[at] === undefined) continue
          const pin = client(actor).pin?.(system.address(at))
          if (pin === undefined) event.tell(system.folio(frame), { type: 'folio_put' })
          else event.tell(pin, { type: 'map' })
        }
      },
      'put what was got': ({ context, event }: Given) => {
        for (const [at, frame] of Object.entries(context.held)) {
          const pin = client(actor).pin?.(system.address(at))
          if (pin !== undefined) event.tell(pin, { type: 'unpin' })
          event.tell(system.folio(frame), { type: 'folio_put' })
        }
      },
      'get the page': ({ context, event }: Given) => {
        const address = here(actor, context)
        const { frame } = pteOf(address, event.see)
        if (frame === null) return
        event.tell(system.folio(frame), { type: 'folio_get' })
        const pin = client(actor).pin?.(address)
        if (pin !== undefined) event.tell(pin, { type: 'pin', frame })
      },
      'hold the page': set(({ context, event }) => {
        const address = here(actor, context)
        const { frame } = pteOf(address, event.see)
        return frame === null ? {} : { held: { ...context.held, [address.name]: frame } }
      }),
      'hold nothing': set(() => ({ held: {} })),
      'unbind and unpin': ({ event }: Given) => {
        for (const { address, pin } of pins()) {
          const { value, context } = event.see(pin)
          if (value !== 'mapped' || context.frame === null) continue
          event.tell(client(actor).mirror(address), { type: 'erase' })
          event.tell(pin, { type: 'unpin' })
          event.tell(system.folio(context.frame), { type: 'folio_put' })
        }
        if (keepsUntilNextFill()) event.tell(client(actor).subscription, { type: 'read_end', by: self })
      },
    },
  }
}
