/** Where a page table entry and a page start that do not start empty: see `starts` of ./shape.ts. */
import { deviceOf, type Frame } from './names.ts'
import { atRest } from './objects/folio.ts'
import type { AddressShape, Shape } from './shape.ts'
import type { Switches } from './switches.ts'

const sharing = ({ addresses }: Shape, frame: Frame) => addresses.filter(({ starts }) => starts === frame)

/** Shared, or where clear_refs came by, it can only be read; but a device entry keeps its write bit from clear_refs. */
export function startOfPte({ starts }: AddressShape, shape: Shape) {
  if (starts === undefined) return undefined
  const isShared = sharing(shape, starts).length > 1
  const context = { frame: starts, slot: null, dirty: false, softDirty: shape.softDirty === 'kept' }
  if (deviceOf(starts) !== undefined) return { value: { device: isShared ? 'r' : 'w' }, context } as const
  return { value: { present: isShared || shape.softDirty === 'cleared' ? 'ro' : 'rw' }, context } as const
}

/** A VMA that is still to come has it from the one that it comes from. */
export const startOfTracking = ({ from, starts }: AddressShape, { softDirty }: Shape) =>
  softDirty === 'cleared' && (from === undefined || starts !== undefined)
    ? ({ value: 'unwritten', context: {} } as const)
    : undefined

/** Each mapping has a reference. It belongs to the first mirror of its device, if it is a device's. */
export function startOfFolio(frame: Frame, shape: Shape, { anonExclusive }: Switches) {
  const addresses = sharing(shape, frame)
  const [first] = addresses
  if (first === undefined) return undefined
  const device = deviceOf(frame)
  const context = {
    ...atRest,
    refs: addresses.length,
    zoneDeviceData: shape.subscribers.find((subscriber) => subscriber.device === device)?.name ?? null,
    anonExclusive: anonExclusive === 'on' && addresses.length === 1,
    family: first.family,
    fresh: shape.addresses.filter(({ family }) => family === first.family).map(({ name }) => name),
    zeroes: true,
    written: true,
    onLru: shape.lru && device === undefined,
    charged: shape.accounts,
  }
  return { value: { allocated: 'unlocked' }, context } as const
}

/** As an option of a part. */
export const startsAs = <Start>(starts: Start | undefined): { starts?: Start } =>
  starts === undefined ? {} : { starts }
