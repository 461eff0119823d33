/**
 * What a driver does between the calls of a migration, or in its callbacks up to 5.3.
 *
 * Kernel:  Documentation/mm/hmm.rst, "Migration to and from device memory", steps 3 and 5; up to 5.3
 *          `migrate_vma_ops.alloc_and_copy` and `.finalize_and_map`, called by migrate_vma()   mm/migrate.c
 */
import type { Place } from '../drivers/driver.ts'
import type { Actor } from './actor.ts'
import { type Move, saysErased } from './move.ts'
import { at, type PathSetup } from './path.ts'

/** The driver's own names for what it does between the calls. */
export interface DriverNames {
  readonly copy: Place
  readonly update: Place
}

/**
 * Between setup and pages: the driver fills dst, or leaves it empty. Goes on to `pages: next`.
 *
 * @param skips whether it may leave a page alone that it could migrate
 */
export function driverStates(
  path: PathSetup,
  { system }: Actor,
  copy: Place,
  { skips, move }: { readonly skips: boolean; readonly move: Move },
) {
  const meta = system.switches.apiShape === 'callbacks' ? at('ops->alloc_and_copy', 'mm/migrate.c') : copy
  const allocated = {
    target: 'driver: next',
    actions: ['allocate and copy', 'note the destination', 'next entry'],
    meta,
  } as const
  return {
    'driver: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'fence: next', actions: 'first entry' },
        { guard: 'entry migrates', target: 'driver' },
        { target: 'driver: next', actions: 'next entry' },
      ],
    }),
    driver: path.createStateConfig({
      description: 'between migrate_vma_setup() and migrate_vma_pages() the driver fills dst',
      on: {
        alloc_and_copy: [
          { ...allocated, guard: 'driver can allocate, for a hole', description: 'allocates and locks dst, clears it' },
          {
            ...allocated,
            guard: 'driver can allocate',
            description: `${saysErased(move)}allocates and locks dst, copies src`,
          },
        ],
        'alloc fails': {
          guard: 'driver wants a page',
          target: 'driver: next',
          actions: 'next entry',
          meta,
          description: 'no memory: dst stays empty',
        },
        ...(skips
          ? {
              'driver skips': {
                guard: 'driver may skip' as const,
                target: 'driver: next',
                actions: 'next entry' as const,
                meta,
                description: 'the driver leaves this page alone: dst stays empty',
              },
            }
          : {}),
      },
    }),
    'fence: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'pages: next', actions: 'first entry' },
        { guard: 'a copy is to be awaited', target: 'fence' },
        { target: 'fence: next', actions: 'next entry' },
      ],
    }),
    fence: path.createStateConfig({
      description: 'the copy engine is at work',
      on: {
        'dma fence signals': {
          target: 'fence: next',
          actions: ['finish the copy', 'next entry'],
          meta,
          description: 'the bytes are there',
        },
        'copy fails': {
          guard: 'driver may miss a failed copy',
          target: 'fence: next',
          actions: 'next entry',
          meta,
          description: 'the copy engine failed, and nobody looks',
        },
      },
    }),
  }
}

/** Between pages and finalize: the driver maps what still migrates. Comes from `pages: done`. */
export function updateStates(path: PathSetup, { system }: Actor, names: DriverNames) {
  return system.switches.apiShape === 'callbacks' ? finalizeAndMap(path) : updateStep(path, names)
}

/** The driver updates its table itself, if there is anything to update. */
function updateStep(path: PathSetup, { update }: DriverNames) {
  return {
    'pages: done': path.createStateConfig({
      always: [{ guard: 'driver maps what it migrated', target: 'update' }, { target: 'finalize: next' }],
    }),
    update: path.createStateConfig({
      description: 'between migrate_vma_pages() and migrate_vma_finalize() the driver updates its own table',
      on: {
        'update device table': {
          guard: 'mutex is free',
          target: 'finalize: next',
          actions: 'store what migrated in the mirror',
          meta: update,
          description: 'maps dst',
        },
      },
    }),
  }
}

/** The callback is called in any case, and finds out for itself whether anything migrated. */
function finalizeAndMap(path: PathSetup) {
  const meta = at('ops->finalize_and_map', 'mm/migrate.c')
  return {
    'pages: done': path.createStateConfig({
      description: 'migrate_vma() calls the driver back',
      on: {
        finalize_and_map: [
          {
            guard: 'driver maps nothing',
            target: 'finalize: next',
            meta,
            description: 'nothing to map',
          },
          {
            guard: 'mutex is free',
            target: 'finalize: next',
            actions: 'store what migrated in the mirror',
            meta,
            description: 'maps dst',
          },
        ],
      },
    }),
  }
}
