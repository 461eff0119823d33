/**
 * The migration of a range, to a device or back to system memory, as part of a longer path: the three calls, and what the
 * driver does between them.
 *
 * Kernel:  migrate_vma_setup(), migrate_vma_pages(), migrate_vma_finalize()   mm/migrate_device.c (mm/migrate.c in 5.4 to 5.11)
 * Needs:   mmap_lock held for reading; a migration begun: `by`, `toSystem` and `entries` set.
 * Leaves:  its locals reset.
 * Omits:   THP, swap cache.
 */
import type { Actor } from './actor.ts'
import { finalizeStates } from './migrate-vma-finalize.ts'
import { pagesStates } from './migrate-vma-pages.ts'
import { setupStates } from './migrate-vma-setup.ts'
import { at, type PathSetup } from './path.ts'

/** The name of the update step; a promise looks for it. */
export const updateDeviceTable = 'update device table'

/** The driver's own names for what it does between the calls. */
export interface DriverNames {
  readonly copy: string
  readonly update: string
  readonly file: string
}

/**
 * A driver moves addresses to its own memory, where holes are filled with cleared device pages; or its own page back to
 * system memory, on behalf of a fault, where holes are left alone.
 */
export function migrateVma(path: PathSetup, actor: Actor, names: DriverNames) {
  return path.createStateConfig({
    description: 'migrate_vma_setup() to migrate_vma_finalize()',
    initial: 'setup',
    states: {
      ...setupStates(path, actor),
      ...driverStates(path, names, { skips: true }),
      ...pagesStates(path, actor),
      ...updateStates(path, names),
      ...finalizeStates(path),
    },
  })
}

/**
 * Between setup and commit: the driver fills dst, or leaves it empty.
 *
 * @param skips whether it may leave a page alone that it could migrate
 */
export function driverStates(
  path: PathSetup,
  { copy, file }: Pick<DriverNames, 'copy' | 'file'>,
  { skips }: { skips: boolean },
) {
  const meta = at(copy, file)
  return {
    'driver: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'pages: next', actions: 'first entry' },
        { guard: 'entry migrates', target: 'driver' },
        { target: 'driver: next', actions: 'next entry' },
      ],
    }),
    driver: path.createStateConfig({
      description: 'between migrate_vma_setup() and migrate_vma_pages() the driver fills dst',
      on: {
        alloc_and_copy: {
          guard: 'driver can allocate',
          target: 'driver: next',
          actions: ['allocate and copy', 'note the destination', 'next entry'],
          meta,
          description: 'allocates and locks dst, copies src or clears dst',
        },
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
  }
}

/** Between migrate_vma_pages() and migrate_vma_finalize(): the driver maps what still migrates. */
function updateStates(path: PathSetup, { update, file }: DriverNames) {
  return {
    'pages: done': path.createStateConfig({
      always: [{ guard: 'driver maps what it migrated', target: 'update' }, { target: 'finalize: next' }],
    }),
    update: path.createStateConfig({
      description: 'between migrate_vma_pages() and migrate_vma_finalize() the driver updates its own table',
      on: {
        [updateDeviceTable]: {
          guard: 'mutex is free',
          target: 'finalize: next',
          actions: 'store what migrated in the mirror',
          meta: at(update, file),
          description: 'maps dst',
        },
      },
    }),
  }
}
