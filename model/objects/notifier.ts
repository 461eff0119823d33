/**
 * The mm's side of the interval notifier: how many invalidations are open.
 *
 * Kernel:  struct mmu_notifier_subscriptions, fields active_invalidate_ranges and invalidate_seq.
 *            mn_itree_inv_start_range(), mn_itree_inv_end()   mm/mmu_notifier.c
 * Keeps:   the count. With one address every invalidation hits, so invalidate_seq is odd exactly while the count is
 *          not zero, and its value matters to a reader only as "my subscription's copy moved": see subscription.ts.
 * Omits:   deferred inserts and removes (bug corpus S6, S15), hlist subscribers (S7).
 */
import { assign, setup } from 'xstate'

export const notifier = setup({
  types: {
    context: {} as { active: number },
    events: {} as { type: 'inv_start' } | { type: 'inv_end' },
  },
  guards: { 'last one open': ({ context }) => context.active === 1 },
  actions: {
    open: assign({ active: ({ context }) => context.active + 1 }),
    close: assign({ active: ({ context }) => context.active - 1 }),
  },
}).createMachine({
  id: 'notifier',
  context: { active: 0 },
  initial: 'even',
  states: {
    even: { description: 'invalidate_seq is even', on: { inv_start: { target: 'odd', actions: 'open' } } },
    odd: {
      description: 'invalidate_seq is odd',
      on: {
        inv_start: { actions: 'open' },
        inv_end: [{ guard: 'last one open', target: 'even', actions: 'close' }, { actions: 'close' }],
      },
    },
  },
})
