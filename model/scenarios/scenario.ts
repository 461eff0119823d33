/** A scenario: which threads meet, and what must be seen for its verdict to mean something. */
import { thread, type Witness } from '../../checker/index.ts'
import type { Need } from '../availability.ts'
import type { AddressName, Device } from '../names.ts'
import { cpuAccess, cpuLoad, cpuStore } from '../paths/cpu-access.ts'
import { deviceAccess } from '../paths/device-access.ts'
import { deviceUnpin } from '../paths/device-unpin.ts'
import { evict } from '../paths/evict.ts'
import { fork } from '../paths/fork.ts'
import { getUserPages } from '../paths/get-user-pages.ts'
import { type Duties, gpuDrive, gpuFault, gpuMigrate } from '../paths/gpu-driver.ts'
import { subscribe } from '../paths/interval-notifier.ts'
import { makeDeviceExclusive } from '../paths/make-device-exclusive.ts'
import { migratePages } from '../paths/migrate-pages.ts'
import { mremap } from '../paths/mremap.ts'
import type { Path } from '../paths/path.ts'
import { isIdle, type PathThread } from '../paths/path-thread.ts'
import type { Producer } from '../paths/producer.ts'
import { producerPath } from '../paths/producer-path.ts'
import { madviseDontneed } from '../paths/producers/madvise-dontneed.ts'
import { munmap } from '../paths/producers/munmap.ts'
import { oomReaper } from '../paths/producers/oom-reaper.ts'
import { reclaim } from '../paths/reclaim.ts'
import { restoreWork } from '../paths/restore-work.ts'
import type { Shape } from '../shape.ts'
import type { Switches, SwitchName } from '../switches.ts'
import type { System } from '../system.ts'

/** `once` runs every thread a fixed number of times; `forever` never stops: the strong claim. */
export type Mode = 'once' | 'forever'

export interface Scenario {
  readonly name: string
  readonly question: string
  /** Who runs. */
  readonly summary: string
  /** Why the verdict table has no rows for it: it is there for a claim's sake, or too large for a table. */
  readonly unlisted?: 'for a claim' | 'for its size'
  /** Whether the table has it with threads that never stop, too; the others are too large for that. */
  readonly forever?: true
  readonly devices: readonly Device[]
  /** The drivers of devices that are there only for company; the others have the driver that the row is about. */
  readonly partners?: Readonly<Record<Device, string>>
  /** What the drivers of the other devices must have. */
  readonly needs?: readonly Need[]
  /** Whether the table shows it with the drivers of the kernel too, and not only with those of the model. */
  readonly realDrivers?: true
  /** The kernels that the verdict table shows it on, where not all of them add something, or one without a column does. */
  readonly kernels?: readonly string[]
  /** Where the configuration is larger than the smallest one: see `smallest` of ../shape.ts. */
  readonly shape?: Partial<Shape>
  /** Whether it can be run on a kernel; otherwise why not. */
  readonly missingOn?: (switches: Switches) => string | undefined
  /**
   * The switches that it is there to compare. The verdict table then has one row for each combination of their values, on
   * the newest kernel that has it; without them, one for each kernel.
   */
  readonly notices?: readonly SwitchName[]
  /** Who plays one role with whom: devices, if they have the same driver, or threads. See ../symmetry.ts. */
  readonly alike?: readonly (readonly string[])[]
  readonly threads: (system: System, mode: Mode) => readonly PathThread[]
  /** Promises that are otherwise asked by name only. */
  readonly asks?: readonly string[]
  readonly witnesses: (system: System, threads: readonly PathThread[]) => readonly Witness[]
}

interface Casting {
  /** The thread's name; by default the path's. */
  readonly name?: string
  /** The subscriber that it works for. */
  readonly for?: string
  /** The addresses that it works on; by default those of its subscriber, or all. */
  readonly on?: readonly AddressName[]
  /** How many operations it does in `once`; by default one. */
  readonly rounds?: number
}

/** A thread that walks a path. */
export function walks(system: System, mode: Mode, path: Path, casting: Casting = {}): PathThread {
  const { name = path.name, rounds = 1 } = casting
  const subscriber = casting.for === undefined ? undefined : system.subscriber(casting.for)
  const addresses = casting.on?.map(system.address) ?? subscriber?.addresses ?? system.addresses
  const actor = { system, self: name, addresses, subscriber }
  const input = { rounds: mode === 'once' ? rounds : null }
  return { ref: thread(name, path.machine(actor), { input, rests: isIdle }), actor }
}

/** Where a thread works on one address only. */
const only = (on: AddressName | undefined): Pick<Casting, 'on'> => (on === undefined ? {} : { on: [on] })

/** A driver thread that migrates its addresses to its device. */
export const migrates = (system: System, subscriber: string, mode: Mode, on?: AddressName): PathThread =>
  walks(system, mode, gpuMigrate, { name: `GPU ${subscriber} migrate`, for: subscriber, ...only(on) })

/** A driver thread that takes pages of system memory for its device alone. */
export const takesForItself = (
  system: System,
  subscriber: string,
  mode: Mode,
  casting: Pick<Casting, 'on' | 'rounds'> = {},
): PathThread =>
  walks(system, mode, makeDeviceExclusive, { name: `GPU ${subscriber} exclusive`, for: subscriber, ...casting })

/** A driver thread that serves device faults. */
export const faults = (
  system: System,
  subscriber: string,
  mode: Mode,
  wants: Duties['faults'],
  { on, rounds }: { readonly on?: AddressName; readonly rounds?: number } = {},
): PathThread =>
  walks(system, mode, gpuFault(...wants), {
    name: `GPU ${subscriber} fault`,
    for: subscriber,
    ...(rounds === undefined ? {} : { rounds }),
    ...only(on),
  })

/** A driver thread that does both, one operation after the other. */
export const drives = (system: System, subscriber: string, mode: Mode, wants: Duties['faults']): PathThread =>
  walks(system, mode, gpuDrive(...wants), { name: `GPU ${subscriber} driver`, for: subscriber, rounds: 2 })

/** The device itself, using its mirror. */
export const accesses = (system: System, subscriber: string, mode: Mode, rounds = 1, on?: AddressName): PathThread =>
  walks(system, mode, deviceAccess, { name: `GPU ${subscriber} access`, for: subscriber, rounds, ...only(on) })

/** The workers of a driver that stops its device, or that drops references later. */
export function workers(system: System, subscriber: string, mode: Mode): readonly PathThread[] {
  const { driver, queues } = system.subscriber(subscriber)
  const cast = (path: Path, what: string) =>
    walks(system, mode, path, { name: `GPU ${subscriber} ${what}`, for: subscriber })
  return [
    ...(queues === undefined ? [] : [cast(restoreWork, 'restore')]),
    ...(driver.pins?.unpinnedBy === 'worker' ? [cast(deviceUnpin, 'unpin')] : []),
  ]
}

/** A driver that lets go of what it has pinned only when it fills its mirror anew does so at least twice. */
const fillsOf = (system: System, subscriber: string): number =>
  system.subscriber(subscriber).driver.pins?.unpinnedBy === 'next fill' ? 2 : 1

/** Everything by which a driver keeps its mirror and its device uses it, if it has one. */
export const mirrors = (
  system: System,
  subscriber: string,
  mode: Mode,
  wants: Duties['faults'],
  rounds = 1,
): readonly PathThread[] =>
  system.subscriber(subscriber).driver.mirror
    ? [
        faults(system, subscriber, mode, wants, { rounds: fillsOf(system, subscriber) }),
        accesses(system, subscriber, mode, rounds),
        ...workers(system, subscriber, mode),
      ]
    : []

/** A driver thread that migrates, if there is memory to migrate to. */
export const migratesIfItCan = (system: System, subscriber: string, mode: Mode): readonly PathThread[] =>
  system.subscriber(subscriber).driver.memory ? [migrates(system, subscriber, mode)] : []

/** A user-space thread that loads and stores. */
export const cpu = (system: System, mode: Mode, rounds: number, name = 'CPU', on?: AddressName): PathThread =>
  walks(system, mode, cpuAccess, { name, rounds, ...only(on) })

/** The same, but it does only one of the two. */
function onlyOne(access: typeof cpuLoad | typeof cpuStore, { ref, actor }: PathThread): PathThread {
  const other = access === cpuLoad ? cpuStore : cpuLoad
  const steps = ref.machine.events.filter((type) => !type.startsWith('xstate.'))
  const offers = steps.filter((type) => type !== other).map((type) => ({ type }))
  return { ref: { ...ref, offers }, actor }
}

export const reads = (system: System, mode: Mode, name: string, on: AddressName): PathThread =>
  onlyOne(cpuLoad, cpu(system, mode, 1, name, on))

export const stores = (system: System, mode: Mode, name: string, on: AddressName): PathThread =>
  onlyOne(cpuStore, cpu(system, mode, 1, name, on))

/** Somebody who takes a reference on the page for a while. */
export const pins = (system: System, mode: Mode): PathThread => walks(system, mode, getUserPages, { name: 'GUP' })

/** A thread that changes page tables behind the devices' backs. */
export const produces = (system: System, producer: Producer, mode: Mode, casting: Casting = {}): PathThread =>
  walks(system, mode, producerPath(producer), casting)

/** A user-space thread that calls madvise(MADV_DONTNEED). */
export const discards = (system: System, mode: Mode): PathThread => produces(system, madviseDontneed, mode)

/** A user-space thread that unmaps the address; only once, whatever the mode. */
export const unmaps = (system: System, on?: AddressName): PathThread => produces(system, munmap, 'once', only(on))

/** The OOM reaper. */
export const reaps = (system: System, mode: Mode): PathThread => produces(system, oomReaper, mode)

/** A driver thread that only inserts and removes an interval subscription. */
export const subscribes = (system: System, subscriber: string, mode: Mode, rounds = 1): PathThread =>
  walks(system, mode, subscribe, { name: `GPU ${subscriber} subscribe`, for: subscriber, rounds })

/** A driver thread that evicts the pages of its device. */
export const evicts = (system: System, subscriber: string, mode: Mode): PathThread =>
  walks(system, mode, evict, { name: `GPU ${subscriber} evict`, for: subscriber })

/** The kernel moving a page that one of the addresses maps. */
export const compacts = (system: System, mode: Mode): PathThread => walks(system, mode, migratePages)

/** A user-space thread that forks; only once, whatever the mode. */
export const forks = (system: System, on: AddressName): PathThread => walks(system, 'once', fork, only(on))

/** A user-space thread that moves its page to another address; only once, whatever the mode. */
export const moves = (system: System, on: AddressName): PathThread => walks(system, 'once', mremap, only(on))

/** The kernel reclaiming pages, to swap if the shape has any. */
export const reclaims = (system: System, mode: Mode, rounds = 1): PathThread => walks(system, mode, reclaim, { rounds })
