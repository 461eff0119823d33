/**
 * One page frame of a small pool, of system memory or of a device.
 *
 * Kernel:  struct folio, order 0.
 *            folio_trylock(), folio_unlock()   include/linux/pagemap.h, mm/filemap.c
 *            folio_get(), folio_put()          include/linux/mm.h
 *            zone_device_page_init()           mm/memremap.c   (a device page starts referenced and locked)
 *            PageAnonExclusive()               include/linux/page-flags.h
 *            folio_add_lru(), folio_isolate_lru(), folio_putback_lru()   mm/swap.c, mm/vmscan.c
 * Keeps:   free or allocated, the lock, the number of references, and whether one process has an anonymous page for
 *          itself. The last put frees it at once, so that use after free is a state and not a guess; it also takes it off
 *          the LRU, and uncharges it. Where ../shape.ts asks for it: PG_dirty and PG_writeback, PG_lru, and whether it is
 *          charged to a memcg.
 * Ghost:   `holder`, to catch an unlock by somebody else; `isolator`, who took it off the LRU, likewise. `family`,
 *          `fresh`: the addresses whose last write the frame holds.
 *          `zeroes`: it holds only zeroes. The two stand for the page's bytes and are exact for stale reads and lost
 *          writes. A write through one address counts as new bytes for every other one that shares the frame.
 * Omits:   mapcount (it is the number of PTEs that map the frame: see sight.ts), which memcg, the batches in which pages
 *          go to the LRU, large folios. Bug corpus S23, S32, S45 and the THP part are invisible here.
 */
import { assign, setup } from 'xstate'
import type { AddressName } from '../names.ts'

type FolioEvent =
  | { type: 'folio_alloc'; family?: string; zoneDeviceData?: string; leavesBytes?: boolean }
  | { type: 'folio_get' }
  | { type: 'folio_put' }
  | { type: 'folio_trylock'; by: string }
  | { type: 'folio_unlock'; by: string }
  | { type: 'SetPageAnonExclusive' }
  | { type: 'ClearPageAnonExclusive' }
  /** Somebody follows a pointer to the struct page: its pgmap, its zone_device_data. */
  | { type: 'page_pgmap' }
  | { type: 'folio_mark_dirty' }
  | { type: 'folio_clear_dirty_for_io' }
  /** MADV_FREE: it may be dropped while it is clean; and no longer. */
  | { type: 'folio_mark_lazyfree' }
  | { type: 'folio_set_swapbacked' }
  | { type: 'folio_start_writeback' }
  | { type: 'folio_end_writeback' }
  | { type: 'folio_add_lru' }
  | { type: 'folio_isolate_lru'; by: string }
  | { type: 'folio_putback_lru'; by: string }
  /** Whoever isolated it lets go of it for good: it will be freed by the last put, whose ever that is. */
  | { type: 'isolation_ends'; by: string }
  | { type: 'mem_cgroup_charge' }
  | { type: 'mem_cgroup_uncharge' }
  | { type: 'written'; through: AddressName }
  | { type: 'written_elsewhere'; through: AddressName }
  /** The buffer that a device page is part of goes with it: what is there next is cleared. */
  | { type: 'buffer_freed' }
  | { type: 'copied'; fresh: readonly AddressName[]; zeroes: boolean }
  | { type: 'discarded'; at: AddressName }
  /** The bytes at one address become those at another: fork, mremap. */
  | { type: 'inherited'; from: AddressName; to: AddressName }

interface FolioContext {
  refs: number
  holder: string | null
  /** page->zone_device_data: the mirror for which its driver allocated it. */
  zoneDeviceData: string | null
  /** PageAnonExclusive, of a page that is mapped; a migration entry carries it along meanwhile. */
  anonExclusive: boolean
  /** The addresses that can come to map it share this reverse map; its bytes matter to no other. */
  family: string | null
  fresh: readonly AddressName[]
  zeroes: boolean
  /** Something has been written or copied into it since it was allocated; before, it shows what its last user left. */
  written: boolean
  /** Memory of which nobody clears what the last user left, and whether that is anything but zeroes. */
  leavesBytes: boolean
  leftover: boolean
  dirty: boolean
  /** Not PG_swapbacked. */
  lazyfree: boolean
  writeback: boolean
  onLru: boolean
  isolator: string | null
  charged: boolean
}

export const atRest: FolioContext = {
  refs: 0,
  holder: null,
  zoneDeviceData: null,
  anonExclusive: false,
  family: null,
  fresh: [],
  zeroes: false,
  written: false,
  leavesBytes: false,
  leftover: false,
  dirty: false,
  lazyfree: false,
  writeback: false,
  onLru: false,
  isolator: null,
  charged: false,
}

/** What it means that a page is told what it does not accept, in the kernel's words. */
export const folioRefusals = {
  folio_get: 'takes a reference on a page that has been freed',
  page_pgmap: 'follows page->pgmap of a page that has been freed (16ce101db85d, CVE-2022-3523)',
} as const

const without = (all: readonly AddressName[], one: AddressName) => all.filter((name) => name !== one)
const including = (all: readonly AddressName[], one: AddressName) => [...without(all, one), one].sort()

export const folio = setup({
  types: { context: {} as FolioContext, events: {} as FolioEvent },
  guards: {
    'last reference': ({ context }) => context.refs === 1,
    'not the last reference': ({ context }) => context.refs > 1,
    'locked by the caller': ({ context, event }) => event.type === 'folio_unlock' && context.holder === event.by,
    'on the LRU': ({ context }) => context.onLru,
    'neither on the LRU nor isolated': ({ context }) => !context.onLru && context.isolator === null,
    'isolated by the caller': ({ context, event }) => 'by' in event && context.isolator === event.by,
    'under writeback': ({ context }) => context.writeback,
    'not under writeback': ({ context }) => !context.writeback,
    charged: ({ context }) => context.charged,
    'not charged': ({ context }) => !context.charged,
  },
  actions: {
    allocate: assign(({ event }) => ({
      ...atRest,
      refs: 1,
      zoneDeviceData: (event.type === 'folio_alloc' ? event.zoneDeviceData : null) ?? null,
      family: (event.type === 'folio_alloc' ? event.family : null) ?? null,
      leavesBytes: event.type === 'folio_alloc' && event.leavesBytes === true,
    })),
    free: assign(({ context: { leavesBytes, zeroes } }) => ({ ...atRest, leftover: leavesBytes && !zeroes })),
    'lose its buffer': assign({ leavesBytes: false }),
    get: assign({ refs: ({ context }) => context.refs + 1 }),
    put: assign({ refs: ({ context }) => context.refs - 1 }),
    lock: assign({ holder: ({ event }) => ('by' in event ? event.by : null) }),
    unlock: assign({ holder: null }),
    'become dirty': assign({ dirty: true }),
    'become clean': assign({ dirty: false }),
    'become lazyfree': assign({ lazyfree: true }),
    'become swapbacked': assign({ lazyfree: false }),
    'start writeback': assign({ writeback: true }),
    'end writeback': assign({ writeback: false }),
    'enter the LRU': assign({ onLru: true, isolator: null }),
    'leave the LRU': assign({ onLru: false, isolator: ({ event }) => ('by' in event ? event.by : null) }),
    'forget who isolated it': assign({ isolator: null }),
    charge: assign({ charged: true }),
    uncharge: assign({ charged: false }),
    'become exclusive': assign({ anonExclusive: true }),
    'become shared': assign({ anonExclusive: false }),
    write: assign(({ event }) =>
      event.type === 'written' ? { fresh: [event.through], zeroes: false, written: true } : {},
    ),
    'fall behind': assign(({ context, event }) =>
      event.type === 'written_elsewhere' ? { fresh: without(context.fresh, event.through) } : {},
    ),
    'take bytes': assign(({ event }) =>
      event.type === 'copied' ? { fresh: event.fresh, zeroes: event.zeroes, written: true } : {},
    ),
    'compare with zeroes': assign(({ context: { fresh, zeroes }, event }) =>
      event.type === 'discarded' ? { fresh: (zeroes ? including : without)(fresh, event.at) } : {},
    ),
    inherit: assign(({ context: { fresh }, event }) =>
      event.type === 'inherited' ? { fresh: (fresh.includes(event.from) ? including : without)(fresh, event.to) } : {},
    ),
  },
}).createMachine({
  id: 'folio',
  context: atRest,
  initial: 'free',
  states: {
    free: {
      description: 'On a free list. A write that still reaches it is lost; the promises judge that, not this machine.',
      on: {
        folio_alloc: { target: 'allocated', actions: 'allocate' },
        written: {},
        written_elsewhere: {},
        discarded: {},
        inherited: {},
      },
    },
    allocated: {
      initial: 'unlocked',
      on: {
        folio_get: { actions: 'get' },
        page_pgmap: {},
        folio_mark_dirty: { actions: 'become dirty' },
        folio_clear_dirty_for_io: { actions: 'become clean' },
        folio_mark_lazyfree: { actions: 'become lazyfree' },
        folio_set_swapbacked: { actions: 'become swapbacked' },
        folio_start_writeback: { guard: 'not under writeback', actions: 'start writeback' },
        folio_end_writeback: { guard: 'under writeback', actions: 'end writeback' },
        folio_add_lru: { guard: 'neither on the LRU nor isolated', actions: 'enter the LRU' },
        folio_isolate_lru: { guard: 'on the LRU', actions: 'leave the LRU' },
        folio_putback_lru: { guard: 'isolated by the caller', actions: 'enter the LRU' },
        isolation_ends: { guard: 'isolated by the caller', actions: 'forget who isolated it' },
        mem_cgroup_charge: { guard: 'not charged', actions: 'charge' },
        mem_cgroup_uncharge: { guard: 'charged', actions: 'uncharge' },
        buffer_freed: { actions: 'lose its buffer' },
        SetPageAnonExclusive: { actions: 'become exclusive' },
        ClearPageAnonExclusive: { actions: 'become shared' },
        written: { actions: 'write' },
        written_elsewhere: { actions: 'fall behind' },
        copied: { actions: 'take bytes' },
        discarded: { actions: 'compare with zeroes' },
        inherited: { actions: 'inherit' },
      },
      states: {
        unlocked: {
          on: {
            folio_trylock: { target: 'locked', actions: 'lock' },
            folio_put: [{ guard: 'last reference', target: '#folio.free', actions: 'free' }, { actions: 'put' }],
          },
        },
        locked: {
          description: 'A locked folio is never freed: the last put comes after the unlock.',
          on: {
            folio_unlock: { guard: 'locked by the caller', target: 'unlocked', actions: 'unlock' },
            folio_put: { guard: 'not the last reference', actions: 'put' },
          },
        },
      },
    },
  },
})
