/** Faults around invalidations. */
import { words } from '../paths/path.ts'
import type { Mutation } from './mutation.ts'

export const notifierMutations: readonly Mutation[] = [
  {
    id: 'callback-keeps-mapping',
    what: 'a callback that moves the sequence and leaves the mapping',
    standsFor: [],
    how: {
      patch: ({ system }) => ({
        actions: {
          'invalidate callback': ({ event }, { name }) =>
            event.tell(system.subscriber(name).subscription, { type: 'set_seq' }),
        },
      }),
    },
    where: { scenario: 'hole-race' },
  },
  {
    id: 'erase-at-end',
    what: 'drivers that erase their mappings when an invalidation ends, not when it begins',
    standsFor: ['S16'],
    how: {
      patch: (actor) => ({
        actions: {
          'invalidate callback': ({ event }, { name }) =>
            event.tell(actor.system.subscriber(name).subscription, { type: 'set_seq' }),
          mn_itree_inv_end: (given) => {
            for (const { mirror } of actor.system.subscribers)
              for (const at of given.context.window?.at ?? [])
                given.event.tell(mirror(actor.system.address(at)), { type: 'erase' })
            words(actor).actions.mn_itree_inv_end(given)
          },
        },
      }),
    },
    where: { scenario: 'discard', driver: 'contract+seq' },
  },
  {
    id: 'invalidation-not-ended',
    what: 'an invalidation that is begun and never ended',
    standsFor: ['S7'],
    how: { patch: () => ({ actions: { mn_itree_inv_end: () => {} } }) },
    where: { scenario: 'discard', driver: 'contract+seq' },
  },
]
