/**
 * A driver migrates its addresses back to system memory without a fault.
 *
 * Kernel:  dmirror_migrate_to_system()   lib/test_hmm.c, around ../paths/migrate-vma.ts.
 */
import { placeOf } from '../drivers/driver.ts'
import { type Actor, client } from '../paths/actor.ts'
import { ending } from '../paths/ending.ts'
import { startLocals, untouched } from '../paths/locals.ts'
import { migrateVma } from '../paths/migrate-vma.ts'
import { toDevice } from '../paths/move.ts'
import { at, type Path, pathSetup } from '../paths/path.ts'
import { set } from '../paths/vocabulary/word.ts'

export const migrateToSystem: Path = {
  name: 'gpu-migrate-back',
  summary: 'a driver thread that migrates the page back to system memory',
  file: 'model/conform/migrate-to-system.ts',
  machine,
}

function machine(actor: Actor) {
  const words = pathSetup(actor)
  const path = words.extend({
    actions: {
      'begin migration back': set(() => ({
        by: client(actor).name,
        toSystem: true,
        entries: actor.addresses.map(({ name }) => ({ ...untouched, at: name })),
      })),
    },
  })
  const { driver } = client(actor)
  const names = { copy: placeOf(driver, 'copyBack'), update: placeOf(driver, 'update') }
  return path.createMachine({
    id: 'gpu_migrate_back',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        on: {
          mmap_read_lock: {
            guard: 'mmap_lock admits a reader',
            target: 'migrating',
            actions: ['mmap_read_lock', 'begin migration back'],
            meta: at('dmirror_migrate_to_system', 'lib/test_hmm.c'),
            description: 'takes mmap_lock for reading',
          },
        },
      },
      migrating: { ...migrateVma(words, actor, names, { ...toDevice(actor), toSystem: true }), onDone: 'migrated' },
      migrated: {
        on: {
          mmap_read_unlock: {
            target: 'returned',
            actions: 'mmap_read_unlock',
            meta: at('mmap_read_unlock', 'include/linux/mmap_lock.h'),
          },
        },
      },
      ...ending(words),
    },
  })
}
