/**
 * One device's interval subscription: what `mmu_interval_read_begin()` and `mmu_interval_read_retry()` can see.
 *
 * Kernel:  struct mmu_interval_notifier, field invalidate_seq.
 *            mmu_interval_set_seq(), mmu_interval_read_retry()   include/linux/mmu_notifier.h
 *            mmu_interval_read_begin()                           mm/mmu_notifier.c
 * Keeps:   `told`: the subscription's seq equals the mm's odd one, so a reader must wait. `readers`: for each thread
 *          between begin and retry, whether the seq it remembers is still the present one.
 *          That is all a comparison of the two counters can tell, so the counters themselves are left out.
 *          A callback that returns without mmu_interval_set_seq() leaves both untouched, which switches off the wait
 *          and the retry, as in the kernel.
 */
import { assign, setup } from 'xstate'

export type SubscriptionEvent =
  | { type: 'read_begin'; by: string }
  | { type: 'read_end'; by: string }
  | { type: 'set_seq' }
  /** The last open invalidation ended: the mm's seq is even again and equals nobody's copy. */
  | { type: 'seq_even' }

type Readers = Readonly<Record<string, 'current' | 'moved'>>

export const subscription = setup({
  types: { context: {} as { told: boolean; readers: Readers }, events: {} as SubscriptionEvent },
  guards: { 'already told': ({ context }) => context.told },
  actions: {
    remember: assign({
      readers: ({ context, event }) =>
        event.type === 'read_begin' ? { ...context.readers, [event.by]: 'current' } : context.readers,
    }),
    forget: assign({
      readers: ({ context, event }) => {
        if (event.type !== 'read_end') return context.readers
        const { [event.by]: _, ...others } = context.readers
        return others
      },
    }),
    'move on': assign({
      told: true,
      readers: ({ context }) => Object.fromEntries(Object.keys(context.readers).map((by) => [by, 'moved' as const])),
    }),
    'nothing open': assign({ told: false }),
  },
}).createMachine({
  id: 'subscription',
  context: { told: false, readers: {} },
  on: {
    read_begin: { actions: 'remember' },
    read_end: { actions: 'forget' },
    set_seq: [{ guard: 'already told' }, { actions: 'move on' }],
    seq_even: { actions: 'nothing open' },
  },
})
