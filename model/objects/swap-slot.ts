/**
 * One slot of a swap device, with its place in the swap cache.
 *
 * Kernel:  an entry of swap_info_struct.swap_map: how many PTEs name it, and SWAP_HAS_CACHE
 *            swap_duplicate(), swap_free()              mm/swapfile.c
 *            add_to_swap(), delete_from_swap_cache()    mm/swap_state.c
 *            swap_writepage()                           mm/page_io.c
 * Keeps:   the count, and the folio that caches the slot, which holds a reference for that. It is free again once there is
 *          neither.
 * Ghost:   `family`, `fresh` and `zeroes` stand for the bytes on the device, as they do in folio.ts.
 * Omits:   which swap device, clusters, write errors, the memcg that a slot is charged to.
 */
import { assign, setup } from 'xstate'
import type { AddressName, Frame } from '../names.ts'

type SwapSlotEvent =
  | { type: 'add_to_swap'; folio: Frame; family: string | null }
  | { type: 'add_to_swap_cache'; folio: Frame }
  | { type: 'delete_from_swap_cache' }
  /** The page that caches it is moved to another frame: folio_migrate_mapping(). */
  | { type: 'replace_in_swap_cache'; folio: Frame }
  | { type: 'swap_duplicate' }
  | { type: 'swap_free' }
  | { type: 'swap_writepage'; fresh: readonly AddressName[]; zeroes: boolean }
  | { type: 'written_elsewhere'; through: AddressName }
  | { type: 'discarded'; at: AddressName }
  | { type: 'inherited'; from: AddressName; to: AddressName }

interface SwapSlotContext {
  /** PTEs that name it. */
  count: number
  cache: Frame | null
  family: string | null
  fresh: readonly AddressName[]
  zeroes: boolean
}

const atRest: SwapSlotContext = { count: 0, cache: null, family: null, fresh: [], zeroes: false }

const without = (all: readonly AddressName[], one: AddressName) => all.filter((name) => name !== one)
const including = (all: readonly AddressName[], one: AddressName) => [...without(all, one), one].sort()

export const swapSlot = setup({
  types: { context: {} as SwapSlotContext, events: {} as SwapSlotEvent },
  guards: {
    'is cached': ({ context }) => context.cache !== null,
    'is not cached': ({ context }) => context.cache === null,
    'is named by a PTE': ({ context }) => context.count > 0,
    'is cached, and named by none': ({ context }) => context.cache !== null && context.count === 0,
    'is named once, and not cached': ({ context }) => context.cache === null && context.count === 1,
  },
  actions: {
    allocate: assign(({ event }) =>
      event.type === 'add_to_swap' ? { ...atRest, cache: event.folio, family: event.family } : {},
    ),
    free: assign(atRest),
    cache: assign({ cache: ({ event, context }) => ('folio' in event ? event.folio : context.cache) }),
    uncache: assign({ cache: null }),
    name: assign({ count: ({ context }) => context.count + 1 }),
    forget: assign({ count: ({ context }) => context.count - 1 }),
    'take bytes': assign(({ event }) =>
      event.type === 'swap_writepage' ? { fresh: event.fresh, zeroes: event.zeroes } : {},
    ),
    'fall behind': assign(({ context, event }) =>
      event.type === 'written_elsewhere' ? { fresh: without(context.fresh, event.through) } : {},
    ),
    'compare with zeroes': assign(({ context: { fresh, zeroes }, event }) =>
      event.type === 'discarded' ? { fresh: (zeroes ? including : without)(fresh, event.at) } : {},
    ),
    inherit: assign(({ context: { fresh }, event }) =>
      event.type === 'inherited' ? { fresh: (fresh.includes(event.from) ? including : without)(fresh, event.to) } : {},
    ),
  },
}).createMachine({
  id: 'swap-slot',
  context: atRest,
  initial: 'free',
  states: {
    free: {
      on: {
        add_to_swap: { target: 'used', actions: 'allocate' },
        written_elsewhere: {},
        discarded: {},
        inherited: {},
      },
    },
    used: {
      on: {
        add_to_swap_cache: { guard: 'is not cached', actions: 'cache' },
        delete_from_swap_cache: [
          { guard: 'is cached, and named by none', target: 'free', actions: 'free' },
          { guard: 'is cached', actions: 'uncache' },
        ],
        replace_in_swap_cache: { guard: 'is cached', actions: 'cache' },
        swap_duplicate: { actions: 'name' },
        swap_free: [
          { guard: 'is named once, and not cached', target: 'free', actions: 'free' },
          { guard: 'is named by a PTE', actions: 'forget' },
        ],
        swap_writepage: { guard: 'is cached', actions: 'take bytes' },
        written_elsewhere: { actions: 'fall behind' },
        discarded: { actions: 'compare with zeroes' },
        inherited: { actions: 'inherit' },
      },
    },
  },
})
