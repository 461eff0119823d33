/** zap_pte_range and mmu_gather: user space gives a page back. */
import { type Actor, here } from '../actor.ts'
import { pteOf } from '../sight.ts'
import { becomeShared } from './anon-exclusive.ts'
import { discard } from './last-write.ts'
import { type Given, set } from './word.ts'

export function zapWords(actor: Actor) {
  const { system } = actor
  const pte = ({ context, event }: Given) => pteOf(here(actor, context), event.see)
  return {
    actions: {
      'zap pte': (given: Given) => {
        const { context, event } = given
        const { kind, frame } = pte(given)
        const address = here(actor, context)
        if (kind !== 'none') event.tell(address.pte, { type: 'zap' })
        discard(system, address, event)
        if (kind === 'none' || frame === null) return
        // PageAnonExclusive stays in the kernel, where nobody asks for it any more; here it would only multiply states
        if (kind !== 'migration') becomeShared(system, frame, event.tell)
        // the page of a non-present entry is put at once, a mapped one gathered until the invalidation has ended
        if (kind === 'device' || kind === 'exclusive') event.tell(system.folio(frame), { type: 'folio_put' })
      },
      'gather the page': set((given) => {
        const { kind, frame } = pte(given)
        return kind === 'present' && frame !== null ? { held: { ...given.context.held, gathered: frame } } : {}
      }),
    },
  }
}
