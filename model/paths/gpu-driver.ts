/**
 * A thread of a GPU's driver: it migrates its addresses in, or serves device faults, one operation after the other.
 *
 * One thread that does both is a driver that serialises them; two threads with one duty each are a driver that does not.
 */
import { type Actor, client } from './actor.ts'
import { deviceFault, startDeviceFault } from './device-fault.ts'
import { devicePin, startDevicePin } from './device-pin.ts'
import { ending } from './ending.ts'
import { inserting, removing } from './interval-notifier.ts'
import { startLocals } from './locals.ts'
import { migrationToDevice, startMigration } from './migrate-to-device.ts'
import { putsMm } from './mmput.ts'
import { type Path, type PathSetup, pathSetup } from './path.ts'

export interface Duties {
  readonly migrates: boolean
  /** The device faults that it serves; a device that only reads has none to write, and reads instead. */
  readonly faults: readonly ('read' | 'write')[]
}

function gpuDriver(actor: Actor, duties: Duties) {
  const path = pathSetup(actor)
  const { migrates } = duties
  const faults = client(actor).driver.mapsWritable
    ? duties.faults
    : duties.faults.slice(0, 1).map(() => 'read' as const)
  return path.createMachine({
    id: 'gpu_driver',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          ...(migrates ? startMigration(actor) : {}),
          ...(faults.length > 0 ? startFill(actor, faults) : {}),
        },
      },
      ...(migrates ? migrationToDevice(path, actor) : {}),
      ...(faults.length > 0 ? fill(path, actor) : {}),
      ...ending(path),
    },
  })
}

/** How the driver starts to fill its mirror. */
function startFill(actor: Actor, faults: Duties['faults']) {
  const { fill, interval } = client(actor).driver
  if (fill !== 'hmm_range_fault') return startDevicePin(actor, faults)
  if (interval !== 'for a fault') return startDeviceFault(actor, faults)
  return {
    ...(faults.includes('read') ? { 'insert to read': inserting('faulting', ['want to read']) } : {}),
    ...(faults.includes('write') ? { 'insert to write': inserting('faulting', ['want to write']) } : {}),
  }
}

function fill(path: PathSetup, actor: Actor) {
  const { fill, interval } = client(actor).driver
  if (fill !== 'hmm_range_fault') return { faulting: devicePin(path, actor) }
  if (actor.addresses[0]?.mm.users !== undefined)
    return { faulting: deviceFault(path, actor, { onDone: 'mm: put' }), ...putsMm(path, actor, 'returned') }
  if (interval !== 'for a fault') return { faulting: deviceFault(path, actor) }
  return {
    faulting: deviceFault(path, actor, { initial: 'begin again', onDone: 'removing' }),
    ...removing(path, 'returned'),
  }
}

/** A driver thread that only migrates. */
export const gpuMigrate: Path = {
  name: 'gpu-migrate',
  summary: 'a driver thread that migrates the page in',
  file: 'model/paths/migrate-vma.ts',
  machine: (actor) => gpuDriver(actor, { migrates: true, faults: [] }),
}

/** A driver thread that only serves device faults, of the given kinds. */
export const gpuFault = (...faults: Duties['faults']): Path => ({
  name: 'gpu-fault',
  summary: 'a driver thread that serves device faults',
  file: 'model/paths/device-fault.ts',
  machine: (actor) => gpuDriver(actor, { migrates: false, faults }),
})

/** A driver thread that does both, one operation after the other. */
export const gpuDrive = (...faults: Duties['faults']): Path => ({
  name: 'gpu-driver',
  summary: 'a driver thread that migrates the page in and serves device faults',
  file: 'model/paths/gpu-driver.ts',
  machine: (actor) => gpuDriver(actor, { migrates: true, faults }),
})
