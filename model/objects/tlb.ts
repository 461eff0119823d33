/**
 * What a TLB remembers of the page-table entry at one address: that of a CPU, or one that a device fills by walking the
 * CPU's page table itself (shared virtual addressing).
 *
 * Kernel:  hardware; emptied by flush_tlb_page(), flush_tlb_range(), flush_tlb_mm()   arch/x86/include/asm/tlbflush.h
 *            mmu_notifier_invalidate_range() up to 6.5,
 *            mmu_notifier_arch_invalidate_secondary_tlbs()   mm/mmu_notifier.c
 * Keeps:   which frame (or the zero page), and whether it may be written. It is there only in scenarios that ask for it.
 * Ghost:   `pending`: the page is being given back by somebody who has not returned yet. What is accessed through the entry
 *          until then counts as accessed before he came.
 * Omits:   evictions by the hardware (as if there had been no access before), huge entries, the accessed and dirty bits that
 *          the walk sets, address-space numbers.
 */
import { assign, setup } from 'xstate'
import type { Frame } from '../names.ts'

type TlbEvent =
  | { type: 'fill'; frame: Frame; writable: boolean }
  | { type: 'flush' }
  /** Somebody zaps the PTE; and returns to user space, without a flush. */
  | { type: 'zap' }
  | { type: 'returned' }

export const tlb = setup({
  types: { context: {} as { frame: Frame | null; pending: boolean }, events: {} as TlbEvent },
  guards: { writable: ({ event }) => event.type === 'fill' && event.writable },
  actions: {
    remember: assign({ frame: ({ event }) => (event.type === 'fill' ? event.frame : null), pending: false }),
    forget: assign({ frame: null, pending: false }),
    'count as before': assign({ pending: true }),
    'count again': assign({ pending: false }),
  },
}).createMachine({
  id: 'tlb',
  context: { frame: null, pending: false },
  initial: 'empty',
  on: {
    fill: [
      { guard: 'writable', target: '.cached.rw', actions: 'remember' },
      { target: '.cached.ro', actions: 'remember' },
    ],
  },
  states: {
    empty: { description: 'The next access walks the page table.', on: { flush: {}, zap: {}, returned: {} } },
    cached: {
      initial: 'ro',
      on: {
        flush: { target: 'empty', actions: 'forget' },
        zap: { actions: 'count as before' },
        returned: { actions: 'count again' },
      },
      states: { ro: {}, rw: {} },
    },
  },
})
