/**
 * A thread of a GPU's driver: it migrates the address in, or serves device faults, one operation after the other.
 *
 * One thread that does both is a driver that serialises them; two threads with one duty each are a driver that does not.
 */
import type { Device } from '../names.ts'
import type { System } from '../system.ts'
import { deviceFault, startDeviceFault } from './device-fault.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { migrationToDevice, startMigration } from './migrate-to-device.ts'
import { pathSetup } from './path.ts'

export interface Duties {
  readonly migrates: boolean
  /** The device faults that it serves. */
  readonly faults: readonly ('read' | 'write')[]
}

export function gpuDriver(system: System, self: string, device: Device, { migrates, faults }: Duties) {
  const path = pathSetup(system, self)
  return path.createMachine({
    id: 'gpu_driver',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          ...(migrates ? startMigration(system, device) : {}),
          ...startDeviceFault(device, faults),
        },
      },
      ...(migrates ? migrationToDevice(path, system, device) : {}),
      ...(faults.length > 0 ? { faulting: deviceFault(path, system, device) } : {}),
      ...ending(path),
    },
  })
}
