/** Faults of page faults. */
import type { Mutation } from './mutation.ts'

const onlyLiveness = 'it only keeps others from getting on, and nothing is promised about that yet'

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
    where: { scenario: 'fault-race' },
    uncaught: onlyLiveness,
  },
  {
    id: 'trylock-without-sleep',
    what: 'a fault that starts over at once while a device page is locked',
    standsFor: ['L3'],
    how: { set: { faultRef: 'trylock' } },
    where: { scenario: 'fault-race' },
    uncaught: onlyLiveness,
  },
  {
    id: 'reference-while-waiting',
    what: 'a waiter on a migration entry that holds a reference on its page',
    standsFor: ['L1'],
    how: { set: { migrationWaitRef: 'ref' } },
    where: { scenario: 'fault-race' },
    uncaught: onlyLiveness,
  },
  {
    id: 'copy-not-put',
    what: 'a copy on write that does not put its new page when it has lost the race',
    standsFor: [],
    how: { patch: () => ({ actions: { 'put the page': () => {} } }) },
    where: { scenario: 'fault-race' },
  },
]
