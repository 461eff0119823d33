/**
 * What stood in the place of an interval subscription up to 5.4: an hmm_mirror, and the ranges that its readers register.
 *
 * Kernel:  struct hmm, struct hmm_mirror, struct hmm_range; hmm_range_register(), hmm_range_valid(),
 *          hmm_invalidate_range_start(), notifiers_decrement()   mm/hmm.c
 * Keeps:   `told`: an invalidation is open (hmm->notifiers), for which hmm_range_wait_until_valid() waits. `readers`: for
 *          each registered range, whether it is valid, which is `current` here, as for a sequence.
 * Facts:   a range is made invalid when an invalidation starts. From 5.2 on the end of the last one makes every range
 *          valid again, so that a snapshot which is older than the invalidation passes for a good one. Before, a range
 *          stayed invalid.
 */
import { assign, setup } from 'xstate'
import type { Readers, SubscriptionEvent } from './subscription.ts'

type HmmMirrorEvent = Extract<SubscriptionEvent, { type: 'read_begin' | 'read_end' | 'set_seq' | 'seq_even' }>

const all = (readers: Readers, as: Readers[string]): Readers =>
  Object.fromEntries(Object.keys(readers).map((by) => [by, as]))

const parts = setup({
  types: { context: {} as { told: boolean; readers: Readers }, events: {} as HmmMirrorEvent },
  actions: {
    register: assign({
      readers: ({ context, event }) =>
        event.type === 'read_begin' ? { ...context.readers, [event.by]: 'current' } : context.readers,
    }),
    unregister: assign({
      readers: ({ context, event }) => {
        if (event.type !== 'read_end') return context.readers
        const { [event.by]: _, ...others } = context.readers
        return others
      },
    }),
    'make ranges invalid': assign({ told: true, readers: ({ context }) => all(context.readers, 'moved') }),
    'make ranges valid': assign({ told: false, readers: ({ context }) => all(context.readers, 'current') }),
    'nothing open': assign({ told: false }),
  },
})

const common = {
  read_begin: { actions: 'register' },
  read_end: { actions: 'unregister' },
  set_seq: { actions: 'make ranges invalid' },
} as const

/** 5.2 to 5.4. */
export const hmmMirror = parts.createMachine({
  id: 'hmm_mirror',
  context: { told: false, readers: {} },
  on: { ...common, seq_even: { actions: 'make ranges valid' } },
})

/** Up to 5.1: what became invalid stays so. */
export const hmmMirror5_1 = parts.createMachine({
  id: 'hmm_mirror',
  context: { told: false, readers: {} },
  on: { ...common, seq_even: { actions: 'nothing open' } },
})
