/**
 * One subscriber's interval subscription: where it is, and what `mmu_interval_read_begin()` and
 * `mmu_interval_read_retry()` can see of it.
 *
 * Kernel:  struct mmu_interval_notifier; its membership of the mm's interval tree and deferred_list; invalidate_seq.
 *            mmu_interval_set_seq(), mmu_interval_read_retry()              include/linux/mmu_notifier.h
 *            mmu_interval_read_begin(), mmu_interval_notifier_insert(),
 *            mmu_interval_notifier_remove(), mn_itree_inv_end()             mm/mmu_notifier.c
 * Keeps:   `told`: the subscription's seq equals the mm's odd one, so a reader must wait. `readers`: for each thread
 *          between begin and retry, whether the seq it remembers is still the present one. `released`: the seq that a
 *          remover waits for has moved.
 *          That is all a comparison of the two counters can tell, so the counters themselves are left out.
 *          A callback that returns without mmu_interval_set_seq() leaves both untouched, which switches off the wait
 *          and the retry, as in the kernel.
 * Ghost:   `freed`, once its remover has returned: the memory is its owner's again.
 */
import { assign, setup } from 'xstate'

export type SubscriptionEvent =
  | { type: 'read_begin'; by: string }
  | { type: 'read_end'; by: string }
  | { type: 'set_seq' }
  /** The last open invalidation ended: the mm's seq is even again and equals nobody's copy. */
  | { type: 'seq_even' }
  /** Into the tree at once; told, if somewhere in the mm an invalidation is open. */
  | { type: 'insert'; told: boolean }
  | { type: 'insert_deferred' }
  | { type: 'remove' }
  | { type: 'remove_deferred' }
  | { type: 'cancel_insert' }
  /** mn_itree_inv_end() comes to it on the deferred list. */
  | { type: 'deferred_item' }
  /** mmu_interval_notifier_remove() returns. */
  | { type: 'removed' }

export type Readers = Readonly<Record<string, 'current' | 'moved'>>

interface SubscriptionContext {
  told: boolean
  released: boolean
  readers: Readers
}

const parts = setup({
  types: { context: {} as SubscriptionContext, events: {} as SubscriptionEvent },
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
    'start with the odd seq': assign({ told: true }),
    'start anew': assign({ told: ({ event }) => event.type === 'insert' && event.told }),
    'let the remover go': assign({ released: true }),
    'nobody waits': assign({ released: false }),
  },
})

const config = parts.createStateConfig({
  on: {
    read_begin: { actions: 'remember' },
    read_end: { actions: 'forget' },
    seq_even: { actions: 'nothing open' },
  },
  states: {
    'in tree': {
      description: 'Its callback is called.',
      on: {
        set_seq: [{ guard: 'already told' }, { actions: 'move on' }],
        remove: 'out',
        remove_deferred: 'to be removed',
      },
    },
    'to be removed': {
      description: 'In the tree and on the deferred list: the last mn_itree_inv_end() will take it out.',
      on: {
        set_seq: [{ guard: 'already told' }, { actions: 'move on' }],
        seq_even: { actions: ['nothing open', 'let the remover go'] },
        deferred_item: 'out',
        removed: 'freed too early',
      },
    },
    'to be inserted': {
      description: 'On the deferred list, not in the tree: not called yet, but its readers wait.',
      on: { deferred_item: 'in tree', cancel_insert: 'out' },
    },
    out: {
      on: {
        insert: { target: 'in tree', actions: 'start anew' },
        insert_deferred: { target: 'to be inserted', actions: 'start with the odd seq' },
        removed: { target: 'freed', actions: 'nobody waits' },
      },
    },
    freed: {
      description: 'Its owner may insert another one there.',
      on: {
        insert: { target: 'in tree', actions: 'start anew' },
        insert_deferred: { target: 'to be inserted', actions: 'start with the odd seq' },
      },
    },
    'freed too early': { description: 'On the deferred list still, of which nobody knows any more.' },
  },
})

const atRest: SubscriptionContext = { told: false, released: false, readers: {} }

export const subscription = parts.createMachine({ ...config, id: 'subscription', context: atRest, initial: 'in tree' })

/** One that is inserted later. */
export const subscriptionToCome = parts.createMachine({
  ...config,
  id: 'subscription',
  context: atRest,
  initial: 'out',
})
