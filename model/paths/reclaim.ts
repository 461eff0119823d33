/**
 * The kernel reclaims a page: takes it off the LRU, unmaps it, writes it to swap if it is dirty, frees it.
 *
 * Kernel:  shrink_inactive_list(), shrink_folio_list(), pageout(), __remove_mapping()   mm/vmscan.c
 *          add_to_swap(), try_to_unmap(), swap_writepage()   mm/swap_state.c, mm/rmap.c, mm/page_io.c
 * Facts:   no mmap_lock. A page that is clean is freed without a write: that is what dirty bits are for. A device page is
 *          on no LRU, so never comes here.
 * Abstracts: it waits for its own write-out, where kswapd would put the page back and come again. The slot gets the bytes
 *          that the page has when that begins: a write that falls into it makes the page dirty again.
 * Omits:   which pages are reclaimed first, pages of files, swap that is full for long; that up to 6.14 a device-exclusive
 *          entry is no mapping for try_to_unmap(), and from 6.15 on one that it can replace: here the page stays.
 */
import { deviceOf, type Frame, type Slot } from '../names.ts'
import type { Actor } from './actor.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { at, type Path, type PathSetup, pathSetup } from './path.ts'
import { cachedSlot, isPinned, mappings } from './sight.ts'
import { tryToUnmap } from './try-to-migrate.ts'
import { markDirty } from './vocabulary/books.ts'
import { deleteFromSwapCache } from './vocabulary/swap.ts'
import { type Given, set } from './vocabulary/word.ts'

const file = 'mm/vmscan.c'
const shrinks = at('shrink_folio_list', file)

export const reclaim: Path = {
  name: 'reclaim',
  summary: 'the kernel reclaims a page, to swap if there is any',
  file: 'model/paths/reclaim.ts',
  machine,
}

/** The page that is being reclaimed. */
const page = { as: 'isolated' }

function reclaimSetup(words: PathSetup, { system, self }: Actor) {
  const frameOf = ({ context }: Pick<Given, 'context'>) => context.held[page.as] as Frame
  const folio = (given: Pick<Given, 'context'>) => system.folio(frameOf(given))
  const state = (given: Given) => given.event.see(folio(given)).context
  const slotOf = (given: Given) => cachedSlot(system, frameOf(given), given.event.see)
  const freeSlot = ({ event }: Given) => system.slots.find((slot) => event.see(system.slot(slot)).value === 'free')
  const isMapped = (given: Given) => mappings(system, frameOf(given), given.event.see).length > 0
  return words.extend({
    guards: {
      'page can be isolated': ({ event: { see } }: Given, { frame }: { frame: Frame }) =>
        system.keeps.lru
          ? see(system.folio(frame)).context.onLru
          : mappings(system, frame, see).length > 0 || cachedSlot(system, frame, see) !== undefined,
      'page is locked or being written': (given: Given) => state(given).holder !== null || state(given).writeback,
      'page is locked or dirty': (given: Given) => state(given).holder !== null || state(given).dirty,
      'page is pinned by a device': (given: Given) => isPinned(system, frameOf(given), given.event.see),
      'page is in the swap cache': (given: Given) => slotOf(given) !== undefined,
      'page is lazyfree': (given: Given) => state(given).lazyfree && slotOf(given) === undefined,
      'page has left the swap cache': (given: Given) => slotOf(given) === undefined,
      'a slot is free': (given: Given) => freeSlot(given) !== undefined,
      'page is mapped': isMapped,
      'page is dirty': (given: Given) => state(given).dirty,
      // this path has one, the swap cache the other
      'page was given up, nobody has it': (given: Given) => state(given).lazyfree && state(given).refs === 1,
      'somebody else has the page': (given: Given) => state(given).refs !== 2,
    },
    actions: {
      'isolate the page': ({ event }: Given, { frame }: { frame: Frame }) => {
        event.tell(system.folio(frame), { type: 'folio_get' })
        if (system.keeps.lru) event.tell(system.folio(frame), { type: 'folio_isolate_lru', by: self })
      },
      'note the isolated page': set<{ frame: Frame }>((_, { frame }) => ({ held: { [page.as]: frame } })),
      'lock the page': (given: Given) => given.event.tell(folio(given), { type: 'folio_trylock', by: self }),
      'unlock the page': (given: Given) => given.event.tell(folio(given), { type: 'folio_unlock', by: self }),
      'add the page to swap': (given: Given) => {
        const { family } = state(given)
        given.event.tell(system.slot(freeSlot(given) as Slot), { type: 'add_to_swap', folio: frameOf(given), family })
        given.event.tell(folio(given), { type: 'folio_get' })
        markDirty(system, frameOf(given), given.event.tell)
      },
      'write the page out': (given: Given) => {
        const { fresh, zeroes } = state(given)
        given.event.tell(system.slot(slotOf(given) as Slot), { type: 'swap_writepage', fresh, zeroes })
        given.event.tell(folio(given), { type: 'folio_clear_dirty_for_io' })
        given.event.tell(folio(given), { type: 'folio_start_writeback' })
        given.event.tell(folio(given), { type: 'folio_unlock', by: self })
      },
      'end the write-out': (given: Given) => given.event.tell(folio(given), { type: 'folio_end_writeback' }),
      'free the page': (given: Given) => {
        deleteFromSwapCache(system, frameOf(given), given.event)
        given.event.tell(folio(given), { type: 'folio_unlock', by: self })
        given.event.tell(folio(given), { type: 'folio_put' })
      },
      'put the page back on the LRU': (given: Given) => {
        if (system.keeps.lru) given.event.tell(folio(given), { type: 'folio_putback_lru', by: self })
        given.event.tell(folio(given), { type: 'folio_put' })
      },
    },
  })
}

function machine(actor: Actor) {
  const words = pathSetup(actor)
  const path = reclaimSetup(words, actor)
  const frames = actor.system.frames.filter((frame) => deviceOf(frame) === undefined)
  const letGo = { type: 'let go of the page', params: page } as const
  return path.createMachine({
    id: 'reclaim',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: Object.fromEntries(
          frames.map((frame) => [
            `isolate_lru_folios ${frame}`,
            {
              guard: { type: 'page can be isolated' as const, params: { frame } },
              target: 'isolated',
              actions: [
                { type: 'isolate the page' as const, params: { frame } },
                { type: 'note the isolated page' as const, params: { frame } },
              ],
              meta: at('isolate_lru_folios', file),
              description: 'takes a reference, and the page off its LRU',
            },
          ]),
        ),
      },
      isolated: {
        on: {
          shrink_folio_list: [
            {
              guard: 'page is locked or being written',
              target: 'put back',
              meta: shrinks,
              description: 'the trylock fails, or the page is being written',
            },
            {
              guard: 'page is pinned by a device',
              target: 'put back',
              meta: shrinks,
              description: 'the page is pinned: it stays',
            },
            {
              guard: 'page is in the swap cache',
              target: 'unmap',
              actions: 'lock the page',
              meta: shrinks,
              description: 'locks the page, which is in the swap cache',
            },
            {
              guard: 'page is lazyfree',
              target: 'unmap',
              actions: 'lock the page',
              meta: shrinks,
              description: 'locks the page, which user space has given up',
            },
            { target: 'add to swap', actions: 'lock the page', meta: shrinks, description: 'locks the page' },
          ],
        },
      },
      'add to swap': {
        on: {
          add_to_swap: [
            {
              guard: 'a slot is free',
              target: 'unmap',
              actions: 'add the page to swap',
              meta: at('add_to_swap', 'mm/swap_state.c'),
              description: 'gives the page a slot, marks it dirty',
            },
            {
              target: 'unlock',
              meta: at('add_to_swap', 'mm/swap_state.c'),
              description: 'no swap: the page stays',
            },
          ],
        },
      },
      unmap: {
        on: {
          shrink_folio_list: [
            {
              guard: 'page is mapped',
              target: 'rmap: next',
              actions: ['walk the reverse map', 'lock the reverse map'],
              meta: shrinks,
              description: 'unmaps the page',
            },
            { target: 'unmapped', meta: shrinks, description: 'nobody maps the page' },
          ],
        },
      },
      ...tryToUnmap(words, actor, 'unmapped'),
      unmapped: {
        on: {
          pageout: [
            {
              guard: 'page is mapped',
              target: 'unlock',
              meta: shrinks,
              description: 'somebody still maps the page: it stays',
            },
            {
              guard: 'page was given up, nobody has it',
              target: 'returned',
              actions: ['free the page', letGo],
              meta: shrinks,
              description: 'clean, and given up by user space: frees it',
            },
            {
              guard: 'page has left the swap cache',
              target: 'unlock',
              meta: at('pageout', file),
              description: 'its slot was freed meanwhile: it stays',
            },
            {
              guard: 'somebody else has the page',
              target: 'unlock',
              meta: at('pageout', file),
              description: 'somebody holds a reference on the page: it stays',
            },
            {
              guard: 'page is dirty',
              target: 'written',
              actions: 'write the page out',
              meta: at('swap_writepage', 'mm/page_io.c'),
              description: 'writes the page to its slot: clean, under writeback, unlocked',
            },
            {
              target: 'returned',
              actions: ['free the page', letGo],
              meta: at('__remove_mapping', file),
              description: 'clean: takes the page out of the swap cache, frees it',
            },
          ],
        },
      },
      written: {
        on: {
          folio_end_writeback: {
            target: 'lock again',
            actions: 'end the write-out',
            meta: at('folio_end_writeback', 'mm/filemap.c'),
            description: 'the slot has the bytes',
          },
        },
      },
      'lock again': {
        on: {
          shrink_folio_list: [
            {
              guard: 'page is locked or dirty',
              target: 'put back',
              meta: shrinks,
              description: 'somebody has locked the page, or dirtied it: it stays',
            },
            { target: 'unmapped', actions: 'lock the page', meta: shrinks, description: 'locks the page again' },
          ],
        },
      },
      unlock: {
        on: {
          folio_unlock: {
            target: 'put back',
            actions: 'unlock the page',
            meta: shrinks,
            description: 'unlocks the page',
          },
        },
      },
      'put back': {
        on: {
          move_folios_to_lru: {
            target: 'returned',
            actions: ['put the page back on the LRU', letGo],
            meta: at('move_folios_to_lru', file),
            description: 'puts the page back on the LRU, puts its reference',
          },
        },
      },
      ...ending(words),
    },
  })
}
