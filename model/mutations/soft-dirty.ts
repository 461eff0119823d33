/** Faults in who hands on the soft-dirty bit, and in what clears it. */
import type { Actor } from '../paths/actor.ts'
import { mremapWords } from '../paths/mremap.ts'
import { words } from '../paths/path.ts'
import { clearSoftDirty } from '../paths/producers/clear-soft-dirty.ts'
import { producerWords } from '../paths/vocabulary/producer.ts'
import type { Given } from '../paths/vocabulary/word.ts'
import type { How, Mutation } from './mutation.ts'

const { flushes: _, ...withoutFlush } = clearSoftDirty

type Tell = Given['event']['tell']

/** An action with the same given, but for what it tells. */
const telling = (given: Given, tell: Tell): Given => ({ ...given, event: { ...given.event, tell } })

/** No entry that is made of another is soft-dirty. */
const forgets = (given: Given): Given =>
  telling(given, (object, event) =>
    given.event.tell(object, 'softDirty' in event ? { ...event, softDirty: false } : event),
  )

const patched = (actions: (actor: Actor) => ReturnType<NonNullable<How['patch']>>['actions'] & object): How => ({
  patch: (actor) => ({ actions: actions(actor) }),
})

export const softDirtyMutations: readonly Mutation[] = [
  {
    id: 'soft-dirty-lost-on-collect',
    what: 'a migration that reads the soft-dirty bit of a device-private entry as that of a present one',
    standsFor: ['S29'],
    how: { set: { collectSoftDirty: 'as-present' } },
    where: { scenario: 'soft-dirty-migrate' },
    alsoBreaks: ['no-unnoticed-write'],
  },
  {
    id: 'soft-dirty-lost-on-restore',
    what: 'a migration to a device that does not make the new entry soft-dirty',
    standsFor: ['S29'],
    how: { set: { restoreSoftDirty: 'system-pages' } },
    where: { scenario: 'soft-dirty-migrate' },
    alsoBreaks: ['no-unnoticed-write'],
  },
  {
    id: 'soft-dirty-lost-in-swap',
    what: 'a swap entry that is never soft-dirty',
    standsFor: [],
    how: patched((actor) => ({
      'swap out the visited mapping': (given) => words(actor).actions['swap out the visited mapping'](forgets(given)),
    })),
    where: { scenario: 'soft-dirty-swap' },
    alsoBreaks: ['no-unnoticed-write'],
  },
  {
    id: 'soft-dirty-lost-on-move',
    what: 'an mremap that does not make soft-dirty what it moves',
    standsFor: [],
    how: patched((actor) => ({
      'move the entry': (given) => mremapWords(actor).actions['move the entry'](forgets(given)),
    })),
    where: { scenario: 'soft-dirty-mremap' },
  },
  {
    id: 'write-fault-not-marked',
    what: 'a write fault that does not make the entry soft-dirty',
    standsFor: [],
    how: patched((actor) => ({
      'make pte writable': (given) => words(actor).actions['make pte writable'](forgets(given)),
    })),
    where: { scenario: 'soft-dirty' },
  },
  {
    id: 'soft-dirty-without-protection',
    what: 'a clearing of the soft-dirty bits that leaves the write bits as they are',
    standsFor: [],
    how: patched((actor) => ({
      'change the pte': (given, params) =>
        producerWords(actor).actions['change the pte'](
          telling(given, (object, event) => {
            if (event.type !== 'ptep_set_wrprotect') given.event.tell(object, event)
          }),
          params,
        ),
    })),
    where: { scenario: 'soft-dirty' },
  },
  {
    id: 'soft-dirty-without-flush',
    what: 'a clearing of the soft-dirty bits that flushes no TLB',
    standsFor: [],
    how: { producers: [withoutFlush] },
    where: { scenario: 'sva' },
  },
  {
    id: 'pinned-page-protected',
    what: 'a clearing of the soft-dirty bits that does not leave pinned pages alone',
    standsFor: [],
    how: { set: { clearRefsPinned: 'write-protected' } },
    where: { scenario: 'soft-dirty', driver: 'contract/pins/ignores-SOFT_DIRTY' },
  },
]
