/**
 * migrate_device_unmap(): isolates what was collected, unmaps it everywhere else, restores what cannot be migrated.
 *
 * Kernel:  migrate_device_unmap(), migrate_vma_check_page()   mm/migrate_device.c
 */
import { inWords } from '../watch-switches.ts'
import type { Actor } from './actor.ts'
import { unlockAndPut } from './migrate-vma-finalize.ts'
import type { Move } from './move.ts'
import { at, type PathSetup } from './path.ts'
import { removesMigrationPtes } from './remove-migration-ptes.ts'
import { tryToMigrate } from './try-to-migrate.ts'

const unmaps = at('migrate_device_unmap', 'mm/migrate_device.c')

/** From `unmap: next` to unmapped sources; goes on to `driver: next`, or to `done` if nothing is left. */
export function unmapStates(path: PathSetup, actor: Actor, move: Move) {
  const pinned = {
    guard: 'src is pinned' as const,
    target: 'unmap: next',
    actions: ['clear MIGRATE', 'next entry'] as const,
    meta: unmaps,
    description: 'the page is pinned',
  }
  return {
    'unmap: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'restore: next', actions: 'first entry' },
        { guard: 'entry has a page', target: 'unmap' },
        { target: 'unmap: next', actions: 'next entry' },
      ],
    }),
    ...isolating(path, actor, pinned, move),
    ...tryToMigrate(path, actor, 'unmap: check'),
    'unmap: check': path.createStateConfig({
      on: {
        migrate_vma_check_page: [
          {
            guard: 'src is mapped',
            target: 'unmap: next',
            actions: ['put src back on the LRU', 'clear MIGRATE', 'next entry'],
            meta: unmaps,
            description: 'somebody mapped the page again',
          },
          { ...pinned, actions: ['put src back on the LRU' as const, ...pinned.actions] },
          { target: 'unmap: next', actions: 'next entry', meta: unmaps, description: 'the page is unmapped' },
        ],
      },
    }),
    'restore: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'set up', actions: 'first entry' },
        { guard: 'entry is to be restored', target: 'restore', actions: 'walk the reverse map' },
        { target: 'restore: next', actions: 'next entry' },
      ],
    }),
    restore: path.createStateConfig({
      on: removesMigrationPtes('restored', 'restores the migration entry, if it is still there'),
    }),
    restored: path.createStateConfig({
      on: {
        [unlockAndPut]: {
          target: 'restore: next',
          actions: ['unlock and put pages', 'clear src', 'next entry'],
          meta: unmaps,
          description: 'unlocks and puts the page: src is empty',
        },
      },
    }),
    'set up': path.createStateConfig({
      always: [
        { guard: 'nothing migrates', target: 'done', actions: ['drop the migrate lock', 'end migration'] },
        { target: 'driver: next' },
      ],
    }),
  }
}

type Pinned = {
  guard: 'src is pinned'
  target: string
  actions: readonly ['clear MIGRATE', 'next entry']
  meta: typeof unmaps
  description: string
}

interface Isolating {
  readonly drains: boolean
  readonly move: Move
}

/** A page that is in a batch of some CPU is not on the LRU yet. Then all CPUs are waited for, while pages are locked. */
function isolating(path: PathSetup, actor: Actor, pinned: Pinned, move: Move) {
  if (actor.system.cpus.size === 0) return { unmap: isolates(path, actor, pinned, { drains: false, move }) }
  return {
    unmap: isolates(path, actor, pinned, { drains: true, move }),
    'unmap: drain': path.createStateConfig({
      on: {
        flush_work: {
          guard: 'no work is queued',
          target: 'unmap: drained',
          meta: at('flush_work', 'kernel/workqueue.c'),
          description: 'every CPU has done its work',
        },
      },
    }),
    'unmap: drained': isolates(path, actor, pinned, { drains: false, move }),
  }
}

const isolates = (path: PathSetup, actor: Actor, pinned: Pinned, { drains, move }: Isolating) =>
  path.createStateConfig({
    on: {
      ...(drains
        ? {
            lru_add_drain_all: {
              guard: 'src is a system page' as const,
              target: 'unmap: drain',
              actions: 'queue work on every CPU' as const,
              meta: at('lru_add_drain_all', 'mm/swap.c'),
              description: 'the page is in a batch of some CPU: queues work on every CPU',
            },
          }
        : {}),
      migrate_device_unmap: [
        {
          guard: 'src cannot be isolated',
          target: 'unmap: next',
          actions: ['clear MIGRATE', 'next entry'],
          meta: unmaps,
          description: 'somebody else took the page off the LRU',
        },
        {
          guard: 'src is mapped',
          target: 'rmap: next',
          actions: ['isolate src', 'walk the reverse map', 'lock the reverse map'],
          meta: unmaps,
          description: 'the page is still mapped elsewhere',
        },
        pinned,
        {
          target: 'unmap: next',
          actions: ['isolate src', 'next entry'],
          meta: unmaps,
          description: saysUnmapped(actor, move),
        },
      ],
      // where it is not kept which pages are on the LRU, anybody may have isolated it
      ...(actor.system.keeps.lru
        ? {}
        : {
            'folio_isolate_lru fails': {
              guard: 'src is a system page' as const,
              target: 'unmap: next',
              actions: ['clear MIGRATE', 'next entry'] as const,
              meta: unmaps,
              description: 'the page cannot be isolated from the LRU',
            },
          }),
    },
  })

/** A device page is on no LRU, so there is nothing to isolate it from. */
function saysUnmapped({ system }: Actor, { toSystem, movers }: Move): string {
  if (toSystem) return 'nobody else maps or pins it'
  const ownerFilter = inWords(() => system.switches.ownerFilter)
  const mayBeOfDevice = ownerFilter !== 'flags' || movers.some(({ driver }) => driver.collectsOwn === true)
  return `isolates the page${mayBeOfDevice ? ', if it is not of a device' : ''}; nobody else maps or pins it`
}
