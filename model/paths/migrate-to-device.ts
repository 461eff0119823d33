/**
 * A driver migrates the address to its own memory, as part of a driver thread.
 *
 * Kernel:  the driver's entry, for instance dmirror_migrate_to_device() of lib/test_hmm.c, around migrate-vma.ts.
 */
import type { Device } from '../names.ts'
import type { System } from '../system.ts'
import { migrateVmaToDevice } from './migrate-vma.ts'
import { at, type PathSetup } from './path.ts'

/** How an idle driver thread starts to migrate: goes to `migrating`, or ends if there is no VMA any more. */
export function startMigration(system: System, device: Device) {
  const { functions } = system.gpu(device).driver
  return {
    mmap_read_lock: [
      {
        guard: 'vma is gone' as const,
        target: 'ended',
        meta: at('find_vma', 'mm/mmap.c'),
        description: 'no VMA: gives up',
      },
      {
        guard: { type: 'mmap_lock admits a reader, driver may migrate' as const, params: { device } },
        target: 'migrating',
        actions: [
          'mmap_read_lock' as const,
          { type: 'take the operation lock' as const, params: { device } },
          { type: 'begin migration to device' as const, params: { device } },
        ],
        meta: at(functions.migrate, functions.file),
        description: 'takes mmap_lock for reading',
      },
    ],
  }
}

/** From the lock to the unlock; goes on to `returned`. */
export function migrationToDevice(path: PathSetup, system: System, device: Device) {
  const { functions } = system.gpu(device).driver
  const names = { copy: functions.allocAndCopy, update: functions.update, file: functions.file }
  return {
    migrating: { ...migrateVmaToDevice(path, system, names), onDone: 'migrated' },
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
