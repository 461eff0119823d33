/**
 * The reference that a driver pins a page with, from when it got it until it lets go, for drivers that pin what they map.
 *
 * Kernel:  obj->userptr.pvec (i915), ttm->pages (radeon), tid_rb_node.pages and sdma_mmu_node.pages (hfi1),
 *          scif_pinned_pages: filled by get_user_pages() and its kin, dropped by unpin_user_pages() or put_page().
 * Facts:   the page counts as pinned as soon as the driver has got it, and not only when it is mapped. The reference may
 *          outlive the mapping: a callback that must not sleep leaves the rest to a worker.
 */
import { assign, setup } from 'xstate'
import type { Frame } from '../names.ts'

export const pin = setup({
  types: {
    context: {} as { frame: Frame | null },
    events: {} as { type: 'pin'; frame: Frame } | { type: 'map' } | { type: 'unpin' },
  },
  actions: {
    hold: assign({ frame: ({ event }) => (event.type === 'pin' ? event.frame : null) }),
    'let go': assign({ frame: null }),
  },
}).createMachine({
  id: 'pin',
  context: { frame: null },
  initial: 'none',
  states: {
    none: { on: { pin: { target: 'pinned', actions: 'hold' } } },
    pinned: {
      description: 'The fill that got it still holds the reference.',
      on: { map: 'mapped', unpin: { target: 'none', actions: 'let go' } },
    },
    mapped: {
      description: 'The reference is that of the mirror entry.',
      on: { unpin: { target: 'none', actions: 'let go' } },
    },
  },
})
