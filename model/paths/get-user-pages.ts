/**
 * Somebody else takes a reference on the page for a while: direct I/O, a core dump, another subsystem.
 *
 * Kernel:  get_user_pages_fast(), gup_put_folio()   mm/gup.c
 * Abstracts: the lock-free look, the reference and the second look are one step. Where they come apart GUP drops the
 *          reference again, which a migration can only take for a pin that ended.
 * Omits:   FOLL_PIN's larger count; up to the pin test it is one more unexplained reference.
 */
import type { Actor } from './actor.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'

const file = 'mm/gup.c'

export const getUserPages: Path = {
  name: 'gup',
  summary: 'somebody takes a reference on the page',
  file: 'model/paths/get-user-pages.ts',
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
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
            actions: ['get the mapped page', { type: 'hold the mapped page', params: { as: 'pinned' } }],
            meta: at('get_user_pages_fast', file),
            description: 'takes a reference',
          },
        },
      },
      pinned: {
        on: {
          gup_put_folio: {
            target: 'returned',
            actions: [
              { type: 'put the page', params: { as: 'pinned' } },
              { type: 'let go of the page', params: { as: 'pinned' } },
            ],
            meta: at('gup_put_folio', file),
            description: 'puts it',
          },
        },
      },
      ...ending(path),
    },
  })
}
