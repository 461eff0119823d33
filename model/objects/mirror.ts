/**
 * The secondary MMU's entry of one device for the virtual address.
 *
 * Kernel:  the driver's device page table, filled under the driver's lock; in lib/test_hmm.c the xarray `dmirror->pt`.
 * Keeps:   whether it maps, which frame (or the zero page), and whether the device may write.
 * Omits:   device TLBs and DMA mappings of their own (a zap includes both; bug corpus S17 is invisible here), and more
 *          than one mirror per device (bug corpus S25).
 */
import { assign, setup } from 'xstate'
import type { Frame } from '../names.ts'

export type MirrorEvent =
  | { type: 'store'; frame: Frame; writable: boolean }
  | { type: 'erase' }
  | { type: 'write_protect' }

export const mirror = setup({
  types: { context: {} as { frame: Frame | null }, events: {} as MirrorEvent },
  guards: { writable: ({ event }) => event.type === 'store' && event.writable },
  actions: {
    'point to frame': assign({ frame: ({ event }) => (event.type === 'store' ? event.frame : null) }),
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
    erase: { target: '.absent', actions: 'point nowhere' },
  },
  states: {
    absent: { description: 'The device faults when it uses the address.', on: { write_protect: {} } },
    mapped: { initial: 'ro', on: { write_protect: '.ro' }, states: { ro: {}, rw: {} } },
  },
})
