/**
 * A driver migrates its addresses to its own memory, as part of a driver thread.
 *
 * Kernel:  the driver's entry, for instance dmirror_migrate_to_device() of lib/test_hmm.c, around migrate-vma.ts.
 */
import { placeOf } from '../drivers/driver.ts'
import { type Actor, client } from './actor.ts'
import { migrateVma } from './migrate-vma.ts'
import { at, type PathSetup } from './path.ts'

/** How an idle driver thread starts to migrate: goes to `migrating`, or ends if there is no VMA any more. */
export function startMigration(actor: Actor) {
  const { driver } = client(actor)
  const isSerialised = driver.serialises !== 'nothing'
  return {
    mmap_read_lock: [
      {
        guard: 'vma is gone' as const,
        target: 'ended',
        meta: at('find_vma', 'mm/mmap.c'),
        description: 'no VMA: gives up',
      },
      {
        guard: 'mmap_lock admits a reader' as const,
        target: isSerialised ? 'serialising' : 'migrating',
        actions: isSerialised
          ? (['mmap_read_lock'] as const)
          : (['mmap_read_lock', 'begin migration to device'] as const),
        meta: placeOf(driver, 'migrate'),
        description: 'takes mmap_lock for reading',
      },
    ],
  }
}

/** From the lock to the unlock; goes on to `returned`. */
export function migrationToDevice(path: PathSetup, actor: Actor) {
  const { driver } = client(actor)
  const names = { copy: placeOf(driver, 'allocAndCopy'), update: placeOf(driver, 'update') }
  return {
    ...(driver.serialises === 'nothing'
      ? {}
      : {
          serialising: path.createStateConfig({
            on: {
              'lock migrations out': {
                guard: 'migrate lock is free',
                target: 'migrating',
                actions: ['take the migrate lock', 'begin migration to device'],
                meta: placeOf(driver, 'serialise', 'migrate'),
                description: "takes the driver's lock for migrations",
              },
            },
          }),
        }),
    migrating: { ...migrateVma(path, actor, names), onDone: 'migrated' },
    migrated: path.createStateConfig({
      on: {
        mmap_read_unlock: {
          target: 'returned',
          actions: 'mmap_read_unlock',
          meta: at('mmap_read_unlock', 'include/linux/mmap_lock.h'),
        },
      },
    }),
  }
}
