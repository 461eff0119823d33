/**
 * A fault on a page that was swapped out, as part of a page fault.
 *
 * Kernel:  do_swap_page(), should_try_to_free_swap()   mm/memory.c
 *          swap_cache_get_folio(), swapin_readahead()  mm/swap_state.c
 *          reuse_swap_page(), up to 5.17               mm/swapfile.c
 * Facts:   the page that caches the slot is used if there is one. What a read fault brings in stays in the swap cache, as
 *          a clean copy of its slot; for a write fault the slot is freed, unless it is being written.
 * Abstracts: allocating a page, adding it to the swap cache and reading the slot into it are one step.
 * Omits:   devices that are read past the swap cache (SWP_SYNCHRONOUS_IO), read errors, more than one page at a time. From
 *          6.11 on (c18160dba5ff) a read fault, too, maps a page writable that its process has for itself; here only a
 *          write fault does.
 */
import { at, type PathSetup } from './path.ts'

const file = 'mm/memory.c'
const maps = at('do_swap_page', file)

/** From the entry that was met, noted, to `done`. */
export function swapInStates(path: PathSetup) {
  return {
    swap: path.createStateConfig({
      on: {
        swap_cache_get_folio: [
          {
            guard: 'swap entry changed',
            target: 'done',
            actions: 'forget the swapped page',
            meta: maps,
            description: 'the PTE changed',
          },
          {
            guard: 'slot is cached',
            target: 'swap: lock',
            actions: ['get the page from the swap cache', 'hold the page from the swap cache'],
            meta: at('swap_cache_get_folio', 'mm/swap_state.c'),
            description: 'the page is still in the swap cache',
          },
          {
            guard: 'a frame is free',
            target: 'swap: lock',
            actions: ['read the page from swap', 'hold the page read from swap'],
            meta: at('swapin_readahead', 'mm/swap_state.c'),
            description: 'reads the slot into a new page',
          },
          { target: 'done', actions: ['fail', 'forget the swapped page'], meta: maps, description: 'VM_FAULT_OOM' },
        ],
      },
    }),
    'swap: lock': path.createStateConfig({
      on: {
        folio_lock: {
          guard: 'swapped page is unlocked',
          target: 'swap: map',
          actions: 'lock the swapped page',
          meta: maps,
          description: 'sleeps until it has the folio lock',
        },
      },
    }),
    'swap: map': path.createStateConfig({
      on: {
        do_swap_page: [
          {
            guard: 'swapped page is of no use any more',
            target: 'done',
            actions: ['unlock and put the swapped page', 'forget the swapped page'],
            meta: maps,
            description: 'the PTE or the page changed: unlocks and puts the page',
          },
          {
            target: 'done',
            actions: ['map the swapped page', 'forget the swapped page'],
            meta: maps,
            description: 'maps the page, unlocks it',
          },
        ],
      },
    }),
  }
}
