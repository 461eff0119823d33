/** Faults of drivers that serve a fault of their device: snapshot, check, store. */
import { ZERO_PAGE } from '../names.ts'
import { here } from '../paths/actor.ts'
import { words } from '../paths/path.ts'
import { frameBehind } from '../paths/sight.ts'
import { set } from '../paths/vocabulary/word.ts'
import type { Mutation } from './mutation.ts'

export const deviceFaultMutations: readonly Mutation[] = [
  {
    id: 'map-without-sequence',
    what: 'a device fault that does not check the sequence before it maps',
    standsFor: ['S13'],
    how: { driver: () => ({ check: 'none' }) },
    where: { scenario: 'own-fault' },
    alsoBreaks: ['mirror-agrees-with-pte', 'no-lost-write'],
  },
  {
    id: 'begin-without-wait',
    what: 'a device fault that does not wait for the end of an invalidation before it begins',
    standsFor: [],
    how: { patch: () => ({ guards: { 'no invalidation was announced': () => true } }) },
    where: { scenario: 'own-fault' },
  },
  {
    id: 'sequence-for-each-address',
    what: 'a device fault that samples the sequence again for each address',
    standsFor: ['S5'],
    how: { driver: () => ({ samplesSeq: 'for each address' }) },
    where: { scenario: 'range-fault' },
  },
  {
    id: 'look-before-check',
    what: 'a device fault that looks into the pages of its snapshot before it knows whether the sequence has moved',
    standsFor: ['S18'],
    how: {
      patch: (actor) => ({
        actions: {
          'forget seq': (given) => {
            const { context, event } = given
            for (const { frame } of context.snapshot)
              if (frame !== ZERO_PAGE) event.tell(actor.system.folio(frame), { type: 'page_pgmap' })
            words(actor).actions['forget seq'](given)
          },
        },
      }),
    },
    where: { scenario: 'discard', driver: 'contract+seq' },
  },
  {
    id: 'loser-not-put',
    what: 'a device fault that keeps its reference on the page when the sequence has moved',
    standsFor: ['T4'],
    how: { patch: () => ({ actions: { 'put what was got': () => {} } }) },
    where: { scenario: 'bystander', driver: 'kvm' },
  },
  {
    id: 'read-only-ignored',
    what: 'a device fault that maps a page writable though the PTE is read-only',
    standsFor: [],
    how: {
      patch: (actor) => ({
        actions: {
          'note the snapshot': set(({ context, event }) => {
            const address = here(actor, context)
            return { snapshot: [{ at: address.name, frame: frameBehind(address, event.see), writable: true }] }
          }),
        },
      }),
    },
    where: { scenario: 'own-fault' },
    alsoBreaks: ['zero-page-immutable'],
  },
]
