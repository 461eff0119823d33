/**
 * A driver migrates its addresses to its own memory, as part of a driver thread.
 *
 * Kernel:  the driver's entry, for instance dmirror_migrate_to_device() of lib/test_hmm.c, around migrate-vma.ts.
 */
import { type Actor, client } from './actor.ts'
import { migrateVma } from './migrate-vma.ts'
import { at, type PathSetup } from './path.ts'

/** How an idle driver thread starts to migrate: goes to `migrating`, or ends if there is no VMA any more. */
export function startMigration(actor: Actor) {
  const { functions } = client(actor).driver
  return {
    mmap_read_lock: [
      {
        guard: 'vma is gone' as const,
        target: 'ended',
        meta: at('find_vma', 'mm/mmap.c'),
        description: 'no VMA: gives up',
      },
      {
        guard: 'mmap_lock admits a reader, operation lock is free' as const,
        target: 'migrating',
        actions: ['mmap_read_lock', 'take the operation lock', 'begin migration to device'] as const,
        meta: at(functions.migrate, functions.file),
        description: 'takes mmap_lock for reading',
      },
    ],
  }
}

/** From the lock to the unlock; goes on to `returned`. */
export function migrationToDevice(path: PathSetup, actor: Actor) {
  const { functions } = client(actor).driver
  const names = { copy: functions.allocAndCopy, update: functions.update, file: functions.file }
  return {
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
