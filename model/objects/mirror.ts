/**
 * The secondary MMU's entry of one device for the virtual address.
 *
 * Kernel:  the driver's device page table, filled under the driver's lock; in lib/test_hmm.c the xarray `dmirror->pt`.
 * Keeps:   whether it maps, which frame (or the zero page), whether the device may write, and whether it believes that
 *          nobody else can.
 * Omits:   device TLBs and DMA mappings of their own (a zap includes both; bug corpus S17 is invisible here), and more
 *          than one mirror per device (bug corpus S25).
 */
import { assign, setup } from 'xstate'
import type { Frame } from '../names.ts'

export type MirrorEvent =
  | { type: 'store'; frame: Frame; writable: boolean }
  /** For atomic access: the driver takes the page for its own. */
  | { type: 'store_atomic'; frame: Frame }
  | { type: 'erase' }
  | { type: 'write_protect' }

export const mirror = setup({
  types: { context: {} as { frame: Frame | null }, events: {} as MirrorEvent },
  guards: { writable: ({ event }) => event.type === 'store' && event.writable },
  actions: {
    'point to frame': assign({ frame: ({ event }) => ('frame' in event ? event.frame : null) }),
    'point nowhere': assign({ frame: null }),
  },
}).createMachine({
  id: 'mirror',
  context: { frame: null },
  initial: 'absent',
  on: {
    store: [
      { guard: 'writable', target: '.mapped.rw', actions: 'point to frame' },
      { target: '.mapped.ro', actions: 'point to frame' },
    ],
    store_atomic: { target: '.mapped.atomic', actions: 'point to frame' },
    erase: { target: '.absent', actions: 'point nowhere' },
  },
  states: {
    absent: { description: 'The device faults when it uses the address.', on: { write_protect: {} } },
    mapped: { initial: 'ro', on: { write_protect: '.ro' }, states: { ro: {}, rw: {}, atomic: {} } },
  },
})
