/**
 * The counter by which a subscriber of the mm's list lets its readers see open invalidations.
 *
 * Kernel:  kvm->mmu_invalidate_in_progress and mmu_invalidate_seq (mmu_notifier_count and _seq up to 6.0):
 *            kvm_mmu_invalidate_begin(), kvm_mmu_invalidate_end()           virt/kvm/kvm_main.c
 *            mmu_invalidate_retry()                                         include/linux/kvm_host.h
 *          gms->ms_range_active: gru_invalidate_range_start(), _end()      drivers/misc/sgi-gru/grutlbpurge.c
 * Keeps:   how many are open; for each reader, whether the sequence it remembers is still the present one.
 * Omits:   the range that KVM records; with one address every invalidation concerns it.
 */
import { assign, setup } from 'xstate'
import type { Readers } from './subscription.ts'

type HlistSubscriberEvent =
  | { type: 'invalidate_begin' }
  | { type: 'invalidate_end' }
  | { type: 'read_begin'; by: string }
  | { type: 'read_end'; by: string }

export const hlistSubscriber = setup({
  types: { context: {} as { inProgress: number; readers: Readers }, events: {} as HlistSubscriberEvent },
  guards: { 'one is in progress': ({ context }) => context.inProgress > 0 },
  actions: {
    count: assign({ inProgress: ({ context }) => context.inProgress + 1 }),
    'count down and move on': assign(({ context }) => ({
      inProgress: context.inProgress - 1,
      readers: Object.fromEntries(Object.keys(context.readers).map((by) => [by, 'moved' as const])),
    })),
    remember: assign({
      readers: ({ context, event }) =>
        event.type === 'read_begin' ? { ...context.readers, [event.by]: 'current' as const } : context.readers,
    }),
    forget: assign({
      readers: ({ context, event }) => {
        if (event.type !== 'read_end') return context.readers
        const { [event.by]: _, ...others } = context.readers
        return others
      },
    }),
  },
}).createMachine({
  id: 'hlist_subscriber',
  context: { inProgress: 0, readers: {} },
  on: {
    invalidate_begin: { actions: 'count' },
    invalidate_end: { guard: 'one is in progress', actions: 'count down and move on' },
    read_begin: { actions: 'remember' },
    read_end: { actions: 'forget' },
  },
})
