/**
 * One page frame of a small pool, of system memory or of a device.
 *
 * Kernel:  struct folio, order 0.
 *            folio_trylock(), folio_unlock()   include/linux/pagemap.h, mm/filemap.c
 *            folio_get(), folio_put()          include/linux/mm.h
 *            zone_device_page_init()           mm/memremap.c   (a device page starts referenced and locked)
 * Keeps:   free or allocated, the lock, the number of references. The last put frees it at once, so that use after
 *          free is a state and not a guess.
 * Ghost:   `holder`, to catch an unlock by somebody else. `fresh`: the frame holds the last write. `zeroes`: it holds
 *          only zeroes. The two bits stand for the page's bytes and are exact for stale reads and lost writes.
 * Omits:   mapcount (one mm and one address: it is 1 exactly if the PTE maps the frame), LRU and memcg state, large
 *          folios. Bug corpus S14, S23, S26, S32, S45 and the THP part are invisible here.
 */
import { assign, setup } from 'xstate'

export type FolioEvent =
  | { type: 'folio_alloc' }
  | { type: 'folio_get' }
  | { type: 'folio_put' }
  | { type: 'folio_trylock'; by: string }
  | { type: 'folio_unlock'; by: string }
  /** Somebody follows a pointer to the struct page: its pgmap, its zone_device_data. */
  | { type: 'page_pgmap' }
  | { type: 'written' }
  | { type: 'written_elsewhere' }
  | { type: 'copied'; fresh: boolean; zeroes: boolean }
  | { type: 'discarded' }

interface FolioContext {
  refs: number
  holder: string | null
  fresh: boolean
  zeroes: boolean
}

const atRest: FolioContext = { refs: 0, holder: null, fresh: false, zeroes: false }

export const folio = setup({
  types: { context: {} as FolioContext, events: {} as FolioEvent },
  guards: {
    'last reference': ({ context }) => context.refs === 1,
    'not the last reference': ({ context }) => context.refs > 1,
    'locked by the caller': ({ context, event }) => event.type === 'folio_unlock' && context.holder === event.by,
  },
  actions: {
    allocate: assign({ ...atRest, refs: 1 }),
    free: assign(atRest),
    get: assign({ refs: ({ context }) => context.refs + 1 }),
    put: assign({ refs: ({ context }) => context.refs - 1 }),
    lock: assign({ holder: ({ event }) => ('by' in event ? event.by : null) }),
    unlock: assign({ holder: null }),
    write: assign({ fresh: true, zeroes: false }),
    'fall behind': assign({ fresh: false }),
    'take bytes': assign(({ event }) => (event.type === 'copied' ? { fresh: event.fresh, zeroes: event.zeroes } : {})),
    'compare with zeroes': assign({ fresh: ({ context }) => context.zeroes }),
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
      },
    },
    allocated: {
      initial: 'unlocked',
      on: {
        folio_get: { actions: 'get' },
        page_pgmap: {},
        written: { actions: 'write' },
        written_elsewhere: { actions: 'fall behind' },
        copied: { actions: 'take bytes' },
        discarded: { actions: 'compare with zeroes' },
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
