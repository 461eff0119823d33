/** References that a path holds on pages. */
import type { Frame } from '../../names.ts'
import { type Actor, here } from '../actor.ts'
import { pteOf } from '../sight.ts'
import { type Given, set } from './word.ts'

/** What a path holds a page for. */
export interface Held {
  readonly as: string
}

export function referenceWords(actor: Actor) {
  const { system } = actor
  return {
    guards: {
      holds: ({ context }: Given, { as }: Held) => context.held[as] !== undefined,
    },
    actions: {
      'get the mapped page': ({ context, event }: Given) =>
        event.tell(system.folio(pteOf(here(actor, context), event.see).frame as Frame), { type: 'folio_get' }),
      'hold the mapped page': set<Held>(({ context, event }, { as }) => ({
        held: { ...context.held, [as]: pteOf(here(actor, context), event.see).frame as Frame },
      })),
      'put the page': ({ context, event }: Given, { as }: Held) => {
        const frame = context.held[as]
        if (frame !== undefined) event.tell(system.folio(frame), { type: 'folio_put' })
      },
      'let go of the page': set<Held>(({ context }, { as }) => {
        const { [as]: _, ...held } = context.held
        return { held }
      }),
    },
  }
}
