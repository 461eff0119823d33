/**
 * Drivers that nobody has written: what the events of the notifiers were added for, so that a driver may do less.
 *
 * Source:  "mmu notifier contextual informations", v2, December 2018 (6f4f13e8d9e2, 7269f999934b in 5.2): it is pointless to
 *          invalidate for soft-dirty tracking, and mprotect() can be optimised away. enum mmu_notifier_event,
 *          include/linux/mmu_notifier.h, says of each event what a driver may rely on.
 * Names:   a base driver and what is different, in any order: `contract+seq/read-only/ignores-SOFT_DIRTY`,
 *          `contract/self-erasing/bumps-own-MIGRATE`.
 */
import type { Device } from '../names.ts'
import { type Driver, type Event, events, type Invalidation } from './driver.ts'

/** An event whoever causes it, only where the driver itself is told as its owner, or only where it is not. */
export type Told = Event | `${'own' | 'other'}-${Event}`

const tolds: readonly Told[] = events.flatMap((event): Told[] => [event, `own-${event}`, `other-${event}`])

interface Sparing {
  /** Whether it still calls mmu_interval_set_seq(). */
  readonly keepsSeq: boolean
}

/** A driver that leaves its mirror as it is on some events. */
export const ignoring = (base: Driver, ignored: readonly Told[], { keepsSeq }: Sparing): Driver => ({
  ...base,
  name: [base.name, ...ignored.map((event) => `${keepsSeq ? 'bumps' : 'ignores'}-${event}`)].join('/'),
  summary: `as ${base.name}, but on ${ignored.join(', ')} ${keepsSeq ? 'it only sets the sequence' : 'it does nothing'}`,
  reaction: (invalidation, self, ...rest) =>
    ignored.some((told) => isMeant(told, invalidation, self))
      ? { setSeq: keepsSeq, zap: false }
      : base.reaction(invalidation, self, ...rest),
})

export const isMeant = (told: Told, { event, owner }: Invalidation, self: Device): boolean =>
  told === event || told === `${owner === self ? 'own' : 'other'}-${event}`

/** A driver that on some events takes the write bit of its mirror entry, and leaves the rest. */
export const writeProtecting = (base: Driver, on: readonly Event[]): Driver => ({
  ...base,
  name: [base.name, ...on.map((event) => `protects-${event}`)].join('/'),
  summary: `as ${base.name}, but on ${on.join(', ')} it sets the sequence and only takes its mirror's write bit`,
  reaction: (invalidation, ...rest) =>
    on.includes(invalidation.event)
      ? { setSeq: true, zap: false, writeProtect: true }
      : base.reaction(invalidation, ...rest),
})

/** A driver whose device only reads. */
export const readOnly = (base: Driver): Driver => ({
  ...base,
  name: `${base.name}/read-only`,
  summary: `as ${base.name}, but maps everything read-only`,
  mapsWritable: false,
})

/** A driver that holds a reference on whatever it maps, and says that it lets go of it when it is unmapped. */
export const pinning = (base: Driver): Driver => ({
  ...base,
  name: `${base.name}/pins`,
  summary: `as ${base.name}, but pins what it maps, has no memory, and says that it keeps its pages until UNMAP`,
  memory: false,
  fill: 'get_user_pages_fast',
  pins: { letsGo: 'on UNMAP', unpinnedBy: 'callback' },
  mapsExclusive: 'never',
})

/** A driver that tells the page it lets go of that the device may have written it. */
const dirtying = (base: Driver): Driver => ({
  ...base,
  name: `${base.name}/dirties`,
  summary: `as ${base.name}, but calls set_page_dirty() for what it takes out of its mirror`,
  dirties: true,
})

/** A driver that erases its own mapping before each copy, as the documentation asks of one that skips its own MIGRATE. */
const selfErasing = (base: Driver): Driver => ({
  ...base,
  name: `${base.name}/self-erasing`,
  summary: `as ${base.name}, but erases its own mapping before each copy`,
  erasesBefore: 'every copy',
})

/** The driver that a name with slashes stands for; `undefined` if a part of it means nothing. */
export function variantNamed(name: string, bases: readonly Driver[]): Driver | undefined {
  const [first, ...parts] = name.split('/')
  return parts.reduce<Driver | undefined>(
    (driver, part) => driver && varied(driver, part),
    bases.find((base) => base.name === first),
  )
}

function varied(driver: Driver, part: string): Driver | undefined {
  if (part === 'read-only') return readOnly(driver)
  if (part === 'pins') return pinning(driver)
  if (part === 'dirties') return dirtying(driver)
  if (part === 'self-erasing') return selfErasing(driver)
  const [how, given] = part.split(/-(.*)/s)
  if (how === 'ignores' || how === 'bumps') {
    const told = tolds.find((told) => told === given)
    return told && ignoring(driver, [told], { keepsSeq: how === 'bumps' })
  }
  const event = events.find((event) => event === given)
  return event !== undefined && how === 'protects' ? writeProtecting(driver, [event]) : undefined
}
