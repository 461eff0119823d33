/** Faults around invalidations: who is told, when, and until when. */
import type { Driver } from '../drivers/driver.ts'
import { words } from '../paths/path.ts'
import type { Mutation } from './mutation.ts'

/** A subscriber of the list that refuses whatever may not sleep, and so may have no end callback. */
const refusing = ({ name, hlist }: Driver): Partial<Driver> =>
  name !== 'gru' || hlist === undefined
    ? {}
    : { check: 'none', hlist: { ...hlist, unblockable: 'refuses', readersSee: 'nothing' } }

/** A callback that leaves the mapping. */
const keeping = ({ reaction }: Driver): Partial<Driver> => ({
  reaction: (...given) => ({ ...reaction(...given), zap: false }),
})

export const notifierMutations: readonly Mutation[] = [
  {
    id: 'callback-keeps-mapping',
    what: 'a callback that moves the sequence and leaves the mapping',
    standsFor: [],
    how: { driver: keeping },
    where: { scenario: 'hole-race' },
    alsoBreaks: ['no-stale-read', 'hole-replaced-mirrors-gone'],
  },
  {
    id: 'erase-at-end',
    what: 'drivers that erase their mappings when an invalidation ends, not when it begins',
    standsFor: ['S16'],
    how: {
      driver: keeping,
      patch: (actor) => ({
        actions: {
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
    id: 'told-of-the-start-only',
    what: 'a consumer that is told when an invalidation begins, and never whether it has ended',
    standsFor: ['S12'],
    how: {
      driver: ({ name, hlist }) =>
        name !== 'kvm' || hlist === undefined ? {} : { hlist: { ...hlist, readersSee: 'what started' } },
    },
    where: { scenario: 'bystander', driver: 'kvm' },
    alsoBreaks: ['no-dangling-mirror'],
  },
  {
    id: 'invalidation-not-ended',
    what: 'an invalidation that is begun and never ended',
    standsFor: [],
    how: { patch: () => ({ actions: { mn_itree_inv_end: () => {} } }) },
    where: { scenario: 'discard', driver: 'contract+seq' },
    alsoBreaks: ['no-deadlock', 'waiters-woken'],
  },
  {
    id: 'list-refuses',
    what: 'a subscriber of the list that refuses whatever may not sleep',
    standsFor: [],
    how: { driver: refusing },
    where: { scenario: 'oom', driver: 'gru' },
    uncaught: 'a subscriber may refuse: then nothing is changed, and whoever had begun is told the end',
  },
  {
    id: 'refusal-not-ended',
    what: 'an invalidation that one subscriber has refused, and that does not end for those who had begun it',
    standsFor: ['S7'],
    how: { set: { oomNonblock: 'nonblock' }, driver: refusing },
    where: { scenario: 'oom', driver: 'gru' },
  },
  {
    id: 'unlocked-remove',
    what: 'removing a subscription before the deferred list was walked',
    standsFor: ['S6'],
    how: { set: { intervalRemove: 'unlocked' } },
    where: { scenario: 'register' },
  },
]
