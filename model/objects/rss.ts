/**
 * How much memory an address space has, by kind.
 *
 * Kernel:  mm->rss_stat: MM_ANONPAGES, MM_SWAPENTS   include/linux/mm_types_task.h
 *          inc_mm_counter(), dec_mm_counter()        include/linux/mm.h
 * Keeps:   the two counters. A migration entry, a device-private and a device-exclusive entry count as pages.
 * Omits:   that each processor counts for itself first; file and shmem pages.
 */
import { assign, setup } from 'xstate'

type RssEvent = { type: 'inc_mm_counter' | 'dec_mm_counter'; counter: keyof RssContext }

interface RssContext {
  /** MM_ANONPAGES */
  anonPages: number
  /** MM_SWAPENTS */
  swapEnts: number
}

export const rss = setup({
  types: { context: {} as RssContext, events: {} as RssEvent },
  guards: { 'is not zero': ({ context, event }) => context[event.counter] > 0 },
  actions: {
    increment: assign(({ context, event: { counter } }) => ({ [counter]: context[counter] + 1 })),
    decrement: assign(({ context, event: { counter } }) => ({ [counter]: context[counter] - 1 })),
  },
}).createMachine({
  id: 'rss',
  context: { anonPages: 0, swapEnts: 0 },
  on: { inc_mm_counter: { actions: 'increment' }, dec_mm_counter: { guard: 'is not zero', actions: 'decrement' } },
})
