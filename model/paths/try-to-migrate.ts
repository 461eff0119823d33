/**
 * try_to_migrate(): the mappings of a page become migration entries, one after the other; try_to_unmap(): swap entries.
 *
 * Kernel:  try_to_migrate(), try_to_migrate_one(), try_to_unmap(), try_to_unmap_one()   mm/rmap.c; up to 5.13
 *          try_to_unmap() does both
 * Needs:   the folio locked; `walk the reverse map` and `lock the reverse map` done.
 * Facts:   every mapping that the walk comes to is announced on its own, in its own address space, as CLEAR and without an
 *          owner, whether it still maps the page or not. So also a driver that skips its own MIGRATE is told.
 *          The walk ends once nobody maps the page any more.
 */
import type { Actor } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/rmap.c'
const opening = { event: 'CLEAR', range: 'the visited mapping' } as const

/** The names of the steps that unmap; a promise looks for the first. */
const tryToMigrateOne = 'try_to_migrate_one'
const tryToUnmapOne = 'try_to_unmap_one'

/** From `rmap: next` through the walk; goes on to `next`. */
export const tryToMigrate = (path: PathSetup, actor: Actor, next: string) =>
  walksMappings(path, actor, next, {
    begins: 'try_to_migrate',
    one: tryToMigrateOne,
    unmaps: 'unmap the visited mapping',
    description: 'a migration entry instead of the mapping, if it still maps the page',
  })

/** The same, of a page that has a slot of swap. */
export const tryToUnmap = (path: PathSetup, actor: Actor, next: string) =>
  walksMappings(path, actor, next, {
    begins: 'try_to_unmap',
    one: tryToUnmapOne,
    unmaps: 'swap out the visited mapping',
    description: 'a swap entry instead of the mapping, if it still maps the page',
  })

interface Unmapping {
  readonly begins: string
  readonly one: string
  readonly unmaps: 'unmap the visited mapping' | 'swap out the visited mapping'
  readonly description: string
}

function walksMappings(path: PathSetup, actor: Actor, next: string, { begins, one, unmaps, description }: Unmapping) {
  const more = 'src is mapped elsewhere, more to visit'
  const goOn = ['visit the next mapping'] as const
  const finish = ['unlock the reverse map', 'end the walk'] as const
  const meta = at(one, file)
  const untold = `${description}; nobody there hears its invalidation`
  return {
    'rmap: next': path.createStateConfig({
      always: [{ guard: 'nobody mirrors the visited mapping', target: 'rmap: untold' }, { target: 'rmap: start' }],
    }),
    'rmap: start': path.createStateConfig({
      on: {
        [begins]: {
          target: 'rmap: callbacks',
          actions: [...opens(opening)],
          meta: at(begins, file),
          description: `opens ${announced(actor, { opening }, ' of the next mapping')}`,
        },
      },
    }),
    'rmap: callbacks': callSubscribers(path, actor, { opening }, 'rmap: pte'),
    'rmap: pte': path.createStateConfig({
      on: { [one]: { target: 'rmap: end', actions: unmaps, meta, description: untold } },
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
        [one]: [
          { guard: more, target: 'rmap: next', actions: [unmaps, ...goOn], meta, description: untold },
          { target: next, actions: [unmaps, ...finish], meta, description: untold },
        ],
      },
    }),
  }
}
