/**
 * Somebody else takes a reference on the page for a while: direct I/O, a core dump, another subsystem.
 *
 * Kernel:  get_user_pages_fast(), gup_put_folio()   mm/gup.c
 * Abstracts: the lock-free look, the reference and the second look are one step. Where they come apart GUP drops the
 *          reference again, which a migration can only take for a pin that ended.
 * Omits:   FOLL_PIN's larger count; up to the pin test it is one more unexplained reference.
 */
import type { System } from '../system.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { at, pathSetup } from './path.ts'

const file = 'mm/gup.c'

export function getUserPages(system: System, self: string) {
  const path = pathSetup(system, self)
  return path.createMachine({
    id: 'get_user_pages',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          get_user_pages_fast: {
            guard: 'pte is present',
            target: 'pinned',
            actions: ['get the mapped page', 'note the pinned page'],
            meta: at('get_user_pages_fast', file),
            description: 'takes a reference',
          },
        },
      },
      pinned: {
        on: {
          gup_put_folio: {
            target: 'returned',
            actions: 'put the pinned page',
            meta: at('gup_put_folio', file),
            description: 'puts it',
          },
        },
      },
      ...ending(path),
    },
  })
}
