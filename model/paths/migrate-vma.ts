/**
 * The migration of one address, to a device or back to system memory, as part of a longer path: the three calls, and
 * what the driver does between them.
 *
 * Kernel:  migrate_vma_setup(), migrate_vma_pages(), migrate_vma_finalize()   mm/migrate_device.c (mm/migrate.c in 5.4 to 5.11)
 * Needs:   mmap_lock held for reading; `owner` and `toSystem` set.
 * Leaves:  its locals reset.
 * Omits:   more than one address, THP, swap cache, migrate_device_range().
 */
import type { System } from '../system.ts'
import { finalizeStates } from './migrate-vma-finalize.ts'
import { holeStates, pagesState } from './migrate-vma-pages.ts'
import { setupStates } from './migrate-vma-setup.ts'
import { at, type PathSetup } from './path.ts'

/** The driver's own names for what it does between the calls. */
export interface DriverNames {
  readonly copy: string
  readonly update: string
  readonly file: string
}

/** A driver moves the address to its own memory. A hole is filled with a cleared device page. */
export function migrateVmaToDevice(path: PathSetup, system: System, names: DriverNames) {
  return path.createStateConfig({
    description: 'migrate_vma_setup() to migrate_vma_finalize()',
    initial: 'setup',
    states: {
      ...setupStates(path, system),
      driver: driverState(path, names),
      pages: pagesState(path, 'to device'),
      ...holeStates(path, system),
      update: updateState(path, names),
      ...finalizeStates(path),
    },
  })
}

/** A driver moves its own page back to system memory, on behalf of a fault. Holes it leaves alone. */
export function migrateVmaToSystem(path: PathSetup, system: System, names: DriverNames) {
  return path.createStateConfig({
    description: 'migrate_vma_setup() to migrate_vma_finalize(), back to system memory',
    initial: 'setup',
    states: {
      ...setupStates(path, system),
      driver: driverState(path, names),
      pages: pagesState(path, 'to system'),
      ...finalizeStates(path),
    },
  })
}

/** Between migrate_vma_setup() and migrate_vma_pages(): the driver fills dst, or leaves it empty. */
function driverState(path: PathSetup, { copy, file }: DriverNames) {
  const meta = at(copy, file)
  return path.createStateConfig({
    tags: 'migrating',
    description: 'between migrate_vma_setup() and migrate_vma_pages() the driver fills dst',
    on: {
      alloc_and_copy: {
        guard: 'driver can allocate',
        target: 'pages',
        actions: ['allocate and copy', 'note the destination'],
        meta,
        description: 'allocates and locks dst, copies src or clears dst',
      },
      'alloc fails': { guard: 'driver wants a page', target: 'pages', meta, description: 'no memory: dst stays empty' },
      'driver skips': {
        guard: 'driver may skip',
        target: 'pages',
        meta,
        description: 'the driver leaves this page alone: dst stays empty',
      },
    },
  })
}

/** Between migrate_vma_pages() and migrate_vma_finalize(): the driver maps what still migrates. */
function updateState(path: PathSetup, { update, file }: DriverNames) {
  const meta = at(update, file)
  return path.createStateConfig({
    tags: 'migrating',
    description: 'between migrate_vma_pages() and migrate_vma_finalize() the driver updates its own table',
    on: {
      'update device table': [
        {
          guard: 'mutex is free, src is a hole',
          target: 'unlock',
          actions: 'store dst in the mirror',
          meta,
          description: 'maps dst',
        },
        {
          guard: 'mutex is free',
          target: 'finalize',
          actions: 'store dst in the mirror',
          meta,
          description: 'maps dst',
        },
      ],
    },
  })
}
