/** The kernel objects of one configuration, by the names under which the paths look at them and tell them. */
import { type ObjectRef, object } from '../checker/index.ts'
import type { Driver, Invalidation, Reaction } from './drivers/driver.ts'
import { type Device, deviceFrames, type Frame, systemFrames, ZERO_PAGE } from './names.ts'
import { folio } from './objects/folio.ts'
import { lastWrite } from './objects/last-write.ts'
import { mirror } from './objects/mirror.ts'
import { mmapLock } from './objects/mmap-lock.ts'
import { mutex } from './objects/mutex.ts'
import { notifier } from './objects/notifier.ts'
import { pte } from './objects/pte.ts'
import { subscription } from './objects/subscription.ts'
import { vma } from './objects/vma.ts'
import type { Switches } from './switches.ts'

/** One GPU: its driver and the objects that belong to it. */
export interface Gpu {
  readonly device: Device
  readonly driver: Driver
  readonly mirror: ObjectRef<typeof mirror>
  readonly subscription: ObjectRef<typeof subscription>
  readonly mutex: ObjectRef<typeof mutex>
  /** Only where the driver serialises its own operations. */
  readonly operationLock: ObjectRef<typeof mutex> | undefined
  readonly reaction: (invalidation: Invalidation) => Reaction
}

export interface System {
  readonly switches: Switches
  readonly gpus: readonly Gpu[]
  readonly frames: readonly Frame[]
  readonly pte: ObjectRef<typeof pte>
  readonly vma: ObjectRef<typeof vma>
  readonly mmapLock: ObjectRef<typeof mmapLock>
  readonly notifier: ObjectRef<typeof notifier>
  readonly lastWrite: ObjectRef<typeof lastWrite>
  readonly folio: (frame: Frame) => ObjectRef<typeof folio>
  readonly gpu: (device: Device) => Gpu
  readonly objects: readonly ObjectRef[]
}

/** Builds the objects for some GPUs, each with its driver, on a kernel with the given switches. */
export function buildSystem(switches: Switches, driverOf: ReadonlyMap<Device, Driver>): System {
  const gpus = [...driverOf].map(([device, driver]) => buildGpu(device, driver, switches))
  const frames = [...systemFrames, ...gpus.flatMap(({ device }) => deviceFrames(device))]
  const folios = new Map(frames.map((frame) => [frame, object(`folio ${frame}`, folio, { show: showFolio })]))
  const parts = {
    pte: object('pte', pte, { show: ({ value, context }) => showMapping(showValue(value), context.frame) }),
    vma: object('vma', vma, { show: ({ value }) => value }),
    mmapLock: object('mmap_lock', mmapLock, {
      quiet: true,
      show: ({ value, context }) => (value === 'read' ? `read x${context.readers}` : value),
    }),
    notifier: object('notifier', notifier, { show: ({ context }) => `${context.active} open` }),
    lastWrite: object('last write', lastWrite, { show: ({ value }) => value }),
  }
  return {
    switches,
    gpus,
    frames,
    ...parts,
    folio: (frame) => known(folios.get(frame), `frame ${frame}`),
    gpu: (device) =>
      known(
        gpus.find((gpu) => gpu.device === device),
        `GPU ${device}`,
      ),
    objects: [
      parts.pte,
      ...folios.values(),
      ...gpus.flatMap((gpu) => [
        gpu.mirror,
        gpu.subscription,
        gpu.mutex,
        ...(gpu.operationLock === undefined ? [] : [gpu.operationLock]),
      ]),
      parts.notifier,
      parts.mmapLock,
      parts.vma,
      parts.lastWrite,
    ],
  }
}

function buildGpu(device: Device, driver: Driver, switches: Switches): Gpu {
  return {
    device,
    driver,
    mirror: object(`mirror ${device}`, mirror, {
      show: ({ value, context }) =>
        context.frame === ZERO_PAGE
          ? showMapping(showValue(value), 'zero')
          : showMapping(showValue(value), context.frame),
    }),
    subscription: object(`subscription ${device}`, subscription, {
      show: ({ context }) => {
        const all = Object.entries(context.readers)
        const readers = all.map(([by, seq]) => (all.length === 1 ? `reader's seq ${seq}` : `seq of ${by} ${seq}`))
        return [context.told ? 'told' : 'not told', ...readers].join(', ')
      },
    }),
    mutex: lockOf(`mutex ${device}`),
    operationLock: driver.serialises === 'nothing' ? undefined : lockOf(`operation lock ${device}`),
    reaction: (invalidation) => driver.reaction(invalidation, device, switches),
  }
}

const lockOf = (name: string) =>
  object(name, mutex, {
    quiet: true,
    show: ({ context }) => (context.holder === null ? 'free' : `held by ${context.holder}`),
  })

function showFolio({
  context,
  value,
}: {
  context: { refs: number; holder: string | null; fresh: boolean; zeroes: boolean }
  value: unknown
}): string {
  if (value === 'free') return 'free'
  const bytes = `${context.fresh ? 'fresh' : 'stale'}${context.zeroes ? ' zeroes' : ''}`
  return `${context.refs} ref${context.refs === 1 ? '' : 's'}, ${context.holder === null ? 'unlocked' : 'locked'}, ${bytes}`
}

/** `{ present: 'rw' }` as `present rw`. */
function showValue(value: string | Record<string, unknown>): string {
  return typeof value === 'string' ? value : Object.entries(value).flat().join(' ')
}

const showMapping = (kind: string, frame: Frame | null): string => (frame === null ? kind : `${kind} ${frame}`)

function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`${what} is not part of this configuration`)
  return value
}
