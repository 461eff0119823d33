/**
 * migrate_vma_finalize(): replaces or restores the migration entries, then lets go of the pages.
 *
 * Kernel:  __migrate_device_finalize()   mm/migrate_device.c
 */

import type { Switches } from '../switches.ts'
import type { Actor } from './actor.ts'
import { type Move, saysUnserialised } from './move.ts'
import { at, type PathSetup } from './path.ts'
import { removesMigrationPtes } from './remove-migration-ptes.ts'

/** The name of the step that lets go; a promise looks for it. */
export const unlockAndPut = 'folio_unlock, folio_put'

interface Finalizing {
  /** Which migration it ends; none, if the kernel moves the page for reasons of its own. */
  readonly move?: Move
  /** Where the pages are let go. */
  readonly finalizes?: ReturnType<typeof at>
  /** What becomes of a system page that is not used any more. */
  readonly lruOfFreed?: Switches['lruOfFreed']
}

/** From `finalize: next` to `done`. */
export function finalizeStates(path: PathSetup, actor: Actor, options: Finalizing = {}) {
  const { system } = actor
  const {
    finalizes = at('migrate_vma_finalize', 'mm/migrate_device.c'),
    lruOfFreed = system.switches.lruOfFreed,
    move,
  } = options
  const kept = move?.faultPageLocked ? ", except that the fault's page stays locked" : ''
  const end = move === undefined ? '' : `${kept}${saysUnserialised(move, actor)}`
  const isAdded = system.keeps.lru && lruOfFreed === 'added'
  return {
    'finalize: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'done', actions: ['drop the migrate lock', 'end migration'] },
        { guard: 'entry has a page', target: 'finalize', actions: 'walk the reverse map' },
        { guard: 'entry has a destination', target: 'unlock' },
        { target: 'finalize: next', actions: 'next entry' },
      ],
    }),
    finalize: path.createStateConfig({
      on: removesMigrationPtes('unlock', 'replaces or restores the migration entry, if it is still there', {
        first: isAdded ? [] : ['put what stays on the LRU, at first'],
      }),
    }),
    unlock: path.createStateConfig({
      on: {
        [unlockAndPut]: [
          ...(isAdded
            ? [
                {
                  guard: 'src is off the LRU for good' as const,
                  target: 'put',
                  actions: 'unlock src, put it on the LRU' as const,
                  meta: finalizes,
                  description: 'unlocks the page that is not used any more, puts it on the LRU',
                },
              ]
            : []),
          {
            target: 'finalize: next',
            actions: [
              ...(isAdded ? (['put what stays on the LRU'] as const) : []),
              'unlock and put pages',
              'clear src',
              'next entry',
            ],
            meta: finalizes,
            description: `unlocks and puts the pages${end}`,
          },
        ],
      },
    }),
    ...(isAdded ? { put: putsBoth(path, finalizes, end) } : {}),
    done: path.createStateConfig({ type: 'final' }),
  }
}

/** The second half of putback_lru_page(): until now, a page that is about to be freed is on the LRU. */
const putsBoth = (path: PathSetup, meta: ReturnType<typeof at>, end: string) =>
  path.createStateConfig({
    on: {
      folio_put: {
        target: 'finalize: next',
        actions: ['put src, unlock and put dst', 'clear src', 'next entry'],
        meta,
        description: `puts it, unlocks and puts dst${end}`,
      },
    },
  })
