/**
 * A device uses the address through its mirror; where the mirror has no entry it can only wait for a fault.
 *
 * Kernel:  none: hardware. For test_hmm, dmirror_do_read() and dmirror_do_write() of lib/test_hmm.c, which look up and
 *          access under dmirror->mutex.
 * Abstracts: an access is one step. Hardware may take longer, but a zap waits until the access is over.
 */
import { placeOf } from '../drivers/driver.ts'
import { type Actor, client } from './actor.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { type Path, pathSetup } from './path.ts'

/** The names of the steps that read and write; promises look for them. */
export const deviceRead = 'device read'
export const deviceWrite = 'device write'

export const deviceAccess: Path = {
  name: 'gpu-access',
  summary: 'the device using its mirror',
  file: 'model/paths/device-access.ts',
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  const { driver } = client(actor)
  return path.createMachine({
    id: 'device_access',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          [deviceRead]: {
            guard: 'mirror allows a read',
            target: 'returned',
            meta: placeOf(driver, 'read'),
            description: 'reads through the mirror',
          },
          [deviceWrite]: {
            guard: 'mirror allows a write',
            target: 'returned',
            actions: 'write through the mirror',
            meta: placeOf(driver, 'write'),
            description: 'writes through the mirror',
          },
        },
      },
      ...ending(path),
    },
  })
}
