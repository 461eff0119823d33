/**
 * try_to_migrate(): the mappings of a page become migration entries, one after the other.
 *
 * Kernel:  try_to_migrate(), try_to_migrate_one()   mm/rmap.c; try_to_unmap() with TTU_MIGRATION up to 5.13
 * Needs:   the folio locked; `walk the reverse map` and `lock the reverse map` done.
 * Facts:   every mapping that the walk comes to is announced on its own, in its own address space, as CLEAR and without an
 *          owner, whether it still maps the page or not. So also a driver that skips its own MIGRATE is told.
 *          The walk ends once nobody maps the page any more.
 */
import type { Actor } from './actor.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

const one = at('try_to_migrate_one', 'mm/rmap.c')
const description = 'a migration entry instead of the mapping, if it still maps the page'

/** The name of the step that unmaps; a promise looks for it. */
export const tryToMigrateOne = 'try_to_migrate_one'

/** From `rmap: next` through the walk; goes on to `next`. */
export function tryToMigrate(path: PathSetup, actor: Actor, next: string) {
  const more = 'src is mapped elsewhere, more to visit'
  const goOn = ['visit the next mapping'] as const
  const finish = ['unlock the reverse map', 'end the walk'] as const
  return {
    'rmap: next': path.createStateConfig({
      always: [{ guard: 'nobody mirrors the visited mapping', target: 'rmap: untold' }, { target: 'rmap: start' }],
    }),
    'rmap: start': path.createStateConfig({
      on: {
        try_to_migrate: {
          target: 'rmap: callbacks',
          actions: [...opens({ event: 'CLEAR', range: 'the visited mapping' })],
          meta: at('try_to_migrate', 'mm/rmap.c'),
          description: 'opens an invalidation of the next mapping',
        },
      },
    }),
    'rmap: callbacks': callSubscribers(path, actor, 'rmap: pte'),
    'rmap: pte': path.createStateConfig({
      on: {
        [tryToMigrateOne]: { target: 'rmap: end', actions: 'unmap the visited mapping', meta: one, description },
      },
    }),
    'rmap: end': closing(
      path,
      actor,
      { guard: more, target: 'rmap: next', actions: goOn },
      { target: next, actions: finish, description: 'nobody left to visit' },
    ),
    'rmap: untold': path.createStateConfig({
      description: 'no driver mirrors the address space of the next mapping',
      on: {
        [tryToMigrateOne]: [
          {
            guard: more,
            target: 'rmap: next',
            actions: ['unmap the visited mapping', ...goOn],
            meta: one,
            description,
          },
          { target: next, actions: ['unmap the visited mapping', ...finish], meta: one, description },
        ],
      },
    }),
  }
}
