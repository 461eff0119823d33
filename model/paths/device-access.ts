/**
 * A device uses the address through its mirror; where the mirror has no entry it can only wait for a fault.
 *
 * Kernel:  none: hardware. For test_hmm, dmirror_do_read() and dmirror_do_write() of lib/test_hmm.c, which look up and
 *          access under dmirror->mutex.
 * Abstracts: an access is one step. Hardware may take longer, but a zap waits until the access is over.
 */
import type { Device } from '../names.ts'
import type { System } from '../system.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { at, pathSetup } from './path.ts'

export function deviceAccess(system: System, self: string, device: Device) {
  const path = pathSetup(system, self)
  const params = { device }
  const { functions } = system.gpu(device).driver
  return path.createMachine({
    id: 'device_access',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          'device read': {
            guard: { type: 'mirror allows a read', params },
            target: 'returned',
            meta: at(functions.read, functions.file),
            description: 'reads through the mirror',
          },
          'device write': {
            guard: { type: 'mirror allows a write', params },
            target: 'returned',
            actions: { type: 'write through the mirror', params },
            meta: at(functions.write, functions.file),
            description: 'writes through the mirror',
          },
        },
      },
      ...ending(path),
    },
  })
}
