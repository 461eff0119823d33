/**
 * Small faults put into the paths, one at a time: each must be caught, and by the promise that is there for it. A promise
 * that no fault can break would be worth nothing.
 */

import { expect, test } from 'vitest'
import { assign } from 'xstate'
import { frameBehind } from '../../model/paths/sight.ts'
import type { Address, System } from '../../model/system.ts'
import { checkWith, type Deed, type Mutation } from './mutated.ts'

const only = ({ addresses }: System) => addresses[0] as Address

const mutations: readonly Mutation[] = [
  {
    fault: 'a migration that does not look at references',
    scenario: 'pinned',
    breaks: 'pinned-not-moved',
    put: () => ({ guards: { 'src is pinned': () => false, 'src has an unexplained reference': () => false } }),
  },
  {
    fault: 'a driver that maps its page although it lost the hole',
    scenario: 'hole-race',
    breaks: 'one-inserter-wins',
    put: (system) => ({
      guards: {
        'driver maps what it migrated': ({ context: { toSystem, entries } }: Deed) =>
          !toSystem && entries.some(({ dst }) => dst !== null),
      },
      actions: {
        'store what migrated in the mirror': ({ context: { by, entries }, event }: Deed) => {
          for (const { dst } of entries)
            if (by !== null && dst !== null)
              event.tell(system.subscriber(by).mirror(only(system)), { type: 'store', frame: dst, writable: true })
        },
      },
    }),
  },
  {
    fault: 'an insertion that does not look at the PTE again',
    scenario: 'hole-race',
    breaks: 'no-illegal-event',
    put: () => ({ guards: { 'pte is none or zero': () => true } }),
  },
  {
    fault: 'a device fault that does not check the sequence before it maps',
    scenario: 'own-fault',
    breaks: 'source-stable-during-copy',
    put: () => ({ guards: { 'seq moved, driver lock is free': () => false } }),
  },
  {
    fault: 'a mirror store that ignores that the PTE is read-only',
    scenario: 'own-fault',
    breaks: 'zero-page-immutable',
    put: (system) => ({
      actions: {
        'note the snapshot': assign({
          snapshot: ({ event }: Deed) => [{ at: 'VA', frame: frameBehind(only(system), event.see), writable: true }],
        } as never),
      },
    }),
  },
  {
    fault: 'a migration entry for a page that was not locked',
    scenario: 'own-fault',
    breaks: 'migration-entry-implies-locked',
    put: (system) => ({
      actions: {
        'lock and unmap': ({ event }: Deed) =>
          event.tell(only(system).pte, { type: 'make_migration_entry', flavour: 'w' }),
      },
    }),
  },
  {
    fault: 'a finalize that leaves the migration entry',
    scenario: 'own-fault',
    breaks: 'migration-entries-conserved',
    put: () => ({ actions: { 'replace migration entry': () => {} } }),
  },
  {
    fault: 'a new page that is not put when the copy on write lost its race',
    scenario: 'fault-race',
    breaks: 'refcount-conserved',
    put: () => ({ actions: { 'put the page': () => {} } }),
  },
  {
    fault: 'an invalidation that is never closed',
    scenario: 'discard',
    breaks: 'no-deadlock',
    put: () => ({ actions: { mn_itree_inv_end: () => {} } }),
  },
  {
    fault: 'a callback that moves the sequence and leaves the mapping',
    scenario: 'hole-race',
    breaks: 'invalidate-before-replace',
    put: ({ subscriber }) => ({
      actions: {
        'invalidate callback': ({ event }: Deed, { name }: { name: string }) =>
          event.tell(subscriber(name).subscription, { type: 'set_seq' }),
      },
    }),
  },
]

test.each(mutations)('$fault breaks $breaks', async (mutation) => {
  const { verdict, violated } = await checkWith(mutation)
  expect([verdict, violated?.property]).toEqual(['violated', mutation.breaks])
})

test('without a fault the same runs hold', async () => {
  for (const scenario of new Set(mutations.map(({ scenario }) => scenario)))
    if (scenario !== 'discard')
      expect((await checkWith({ scenario, fault: '', breaks: '', put: () => ({}) })).verdict).toBe('holds')
})
