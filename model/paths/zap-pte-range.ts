/**
 * The end of every removal of the page by user space: callbacks, zap, close, free.
 *
 * Kernel:  zap_pte_range()     mm/memory.c
 *          tlb_finish_mmu()    mm/mmu_gather.c
 * Facts:   no folio lock is taken. A device page is put at once; a system page is freed after the invalidation has ended.
 */
import type { Actor } from './actor.ts'
import { ending } from './ending.ts'
import { callSubscribers, closing } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

/** From the callbacks of an open invalidation to the freed page. */
export function zapping(path: PathSetup, actor: Actor) {
  return {
    callbacks: callSubscribers(path, actor, 'zap'),
    zap: path.createStateConfig({
      on: {
        zap_pte_range: {
          target: 'end',
          actions: ['zap pte', 'gather the page'],
          meta: at('zap_pte_range', 'mm/memory.c'),
          description: 'clears the PTE',
        },
      },
    }),
    end: closing(path, actor, { target: 'free' }),
    free: path.createStateConfig({
      on: {
        tlb_finish_mmu: {
          target: 'returned',
          actions: [
            { type: 'put the page', params: { as: 'gathered' } },
            { type: 'let go of the page', params: { as: 'gathered' } },
            'mmap_read_unlock',
          ],
          meta: at('tlb_finish_mmu', 'mm/mmu_gather.c'),
          description: 'frees the page, unlocks',
        },
      },
    }),
    ...ending(path),
  }
}
