/** Faults of page faults. */
import type { Frame } from '../names.ts'
import { entryOf } from '../paths/sight.ts'
import type { Mutation } from './mutation.ts'

export const faultMutations: readonly Mutation[] = [
  {
    id: 'fault-without-reference',
    what: 'a fault that follows a device page to its driver without a reference',
    standsFor: ['S1'],
    how: { set: { faultRef: 'none' } },
    where: { scenario: 'discard', driver: 'contract+seq' },
  },
  {
    id: 'exclusive-without-reference',
    what: 'a fault that locks a device-exclusive page without a reference',
    standsFor: ['S2'],
    how: { set: { exclusiveRef: 'none' } },
    where: { scenario: 'exclusive', driver: 'contract+seq' },
  },
  {
    id: 'reference-without-trylock',
    what: 'a fault that holds a reference on a device page while another migrates it',
    standsFor: ['L2'],
    how: { set: { faultRef: 'ref' } },
    where: { scenario: 'fault-storm' },
  },
  {
    id: 'trylock-without-sleep',
    what: 'a fault that starts over at once while a device page is locked',
    standsFor: ['L3'],
    how: { set: { faultRef: 'trylock' } },
    where: { scenario: 'fault-storm' },
    alsoBreaks: ['device-fault-completes'],
  },
  {
    id: 'reference-while-waiting',
    what: 'a waiter on a migration entry that holds a reference on its page',
    standsFor: ['L1'],
    how: { set: { migrationWaitRef: 'ref' } },
    where: { scenario: 'fault-storm' },
  },
  {
    id: 'fault-page-not-told',
    what: "a migration back to system memory that is not told of the fault's own reference",
    standsFor: ['S1b'],
    how: {
      patch: ({ system }) => ({
        guards: {
          'src has an unexplained reference': ({ context, event }) =>
            event.see(system.folio(entryOf(context)?.src as Frame)).context.refs !== 1,
        },
      }),
    },
    where: { scenario: 'fault-storm' },
  },
  {
    id: 'copy-not-put',
    what: 'a copy on write that does not put its new page when it has lost the race',
    standsFor: [],
    how: { patch: () => ({ actions: { 'put the page': () => {} } }) },
    where: { scenario: 'fault-race' },
  },
]
