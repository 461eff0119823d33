/**
 * migrate_vma_prepare(), up to 5.15: tries the lock again of the pages that could not be locked while they were collected.
 *
 * Kernel:  migrate_vma_prepare()   mm/migrate.c
 * Facts:   a page that is locked only here is mapped until migrate_vma_unmap(), whose try_to_unmap() announces it anew: the
 *          invalidation of migrate_vma_setup() has long been closed. If it does not go that far, nothing has to be restored.
 * Abstracts: the other pages. They are isolated and checked here for the first time, and checked again once all are
 *          unmapped; here that is one check, the second: ./migrate-device-unmap.ts.
 */
import type { Actor } from './actor.ts'
import { at, type PathSetup } from './path.ts'

const meta = at('migrate_vma_prepare', 'mm/migrate.c')

/** From `prepare: next` to `unmap: next`. */
export function prepareStates(path: PathSetup, { system }: Actor) {
  const leaves = { target: 'prepare: next', actions: ['put src', 'clear src', 'next entry'], meta } as const
  return {
    'prepare: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'unmap: next', actions: 'first entry' },
        { guard: 'src is not locked yet', target: 'prepare' },
        { target: 'prepare: next', actions: 'next entry' },
      ],
    }),
    prepare: path.createStateConfig({
      on: {
        migrate_vma_prepare: [
          { guard: 'src is locked by another', ...leaves, description: 'the second trylock fails, too' },
          { guard: 'src cannot be isolated', ...leaves, description: 'somebody else took the page off the LRU' },
          { guard: 'src is pinned', ...leaves, description: 'the page is pinned' },
          {
            target: 'prepare: next',
            actions: ['lock src', 'isolate src', 'note that src is locked', 'next entry'],
            meta,
            description: 'locks and isolates the page, which is still mapped',
          },
        ],
        ...(system.keeps.lru
          ? {}
          : {
              'isolate_lru_page fails': {
                guard: 'src is a system page' as const,
                ...leaves,
                description: 'the page cannot be isolated from the LRU',
              },
            }),
      },
    }),
  }
}
