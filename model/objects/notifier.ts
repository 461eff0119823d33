/**
 * The mm's side of the interval notifier: how many invalidations are open, and whether one of them met a subscription.
 *
 * Kernel:  struct mmu_notifier_subscriptions, fields active_invalidate_ranges and invalidate_seq.
 *            mn_itree_inv_start_range(), mn_itree_inv_end(), mmu_interval_notifier_insert()   mm/mmu_notifier.c
 * Keeps:   the count, and whether invalidate_seq is odd. Its value matters to a reader only as "my subscription's copy
 *          moved": see subscription.ts.
 * Omits:   ranges: with one address, an invalidation meets every subscription that is in the tree.
 */
import { assign, setup } from 'xstate'

export const notifier = setup({
  types: {
    context: {} as { active: number },
    events: {} as
      /** `hits`: whether it meets a subscription; it does unless it says no. */
        | { type: 'inv_start'; hits?: boolean }
        | { type: 'inv_end' }
        /** A subscription comes while an invalidation is open that met none. */
        | { type: 'seq_odd' },
  },
  guards: {
    'meets a subscription': ({ event }) => event.type === 'inv_start' && event.hits !== false,
    'last one open': ({ context }) => context.active === 1,
    'one is open': ({ context }) => context.active > 0,
  },
  actions: {
    open: assign({ active: ({ context }) => context.active + 1 }),
    close: assign({ active: ({ context }) => context.active - 1 }),
  },
}).createMachine({
  id: 'notifier',
  context: { active: 0 },
  initial: 'even',
  states: {
    even: {
      description: 'invalidate_seq is even: the tree may change.',
      on: {
        inv_start: [{ guard: 'meets a subscription', target: 'odd', actions: 'open' }, { actions: 'open' }],
        inv_end: { guard: 'one is open', actions: 'close' },
        seq_odd: { guard: 'one is open', target: 'odd' },
      },
    },
    odd: {
      description: 'invalidate_seq is odd: the tree is frozen.',
      on: {
        inv_start: { actions: 'open' },
        inv_end: [{ guard: 'last one open', target: 'even', actions: 'close' }, { actions: 'close' }],
      },
    },
  },
})
