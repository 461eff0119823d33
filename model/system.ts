/** The kernel objects of one configuration, by the names under which the paths look at them and tell them. */
import { type ObjectRef, object } from '../checker/index.ts'
import type { Driver, Invalidation, Reaction } from './drivers/driver.ts'
import { type Listener, listenersOf } from './listeners.ts'
import { type AddressName, type Device, deviceFrames, type Frame, type Slot, swapSlots, systemFrames } from './names.ts'
import { anonVma } from './objects/anon-vma.ts'
import { cpu } from './objects/cpu.ts'
import { folio, folioRefusals } from './objects/folio.ts'
import { hlistSubscriber } from './objects/hlist-subscriber.ts'
import { hmmMirror, hmmMirror5_1 } from './objects/hmm-mirror.ts'
import { lastWrite } from './objects/last-write.ts'
import { mirror } from './objects/mirror.ts'
import { mmFlags } from './objects/mm-flags.ts'
import { mmUsers } from './objects/mm-users.ts'
import { mmapLock } from './objects/mmap-lock.ts'
import { mutex } from './objects/mutex.ts'
import { notifier } from './objects/notifier.ts'
import { pin } from './objects/pin.ts'
import { pte } from './objects/pte.ts'
import { queues } from './objects/queues.ts'
import { rss } from './objects/rss.ts'
import { softDirty } from './objects/soft-dirty.ts'
import { subscription, subscriptionToCome } from './objects/subscription.ts'
import { swapSlot } from './objects/swap-slot.ts'
import { tlb } from './objects/tlb.ts'
import { vma, vmaToCome } from './objects/vma.ts'
import type { AddressShape, Shape, SubscriberShape, TlbShape } from './shape.ts'
import {
  showCounter,
  showCpu,
  showFolio,
  showHmmMirror,
  showMapping,
  showPte,
  showSubscription,
  showSwapSlot,
  showTlb,
} from './show.ts'
import { startOfFolio, startOfPte, startOfTracking, startsAs } from './starts.ts'
import type { Switches } from './switches.ts'

/** One address space. */
export interface Mm {
  readonly name: string
  readonly mmapLock: ObjectRef<typeof mmapLock>
  readonly flags: ObjectRef<typeof mmFlags>
  readonly notifier: ObjectRef<typeof notifier>
  /** Only where books are kept. */
  readonly rss: ObjectRef<typeof rss> | undefined
  /** Only where they are kept. */
  readonly users: ObjectRef<typeof mmUsers> | undefined
}

/** One page-sized virtual address. */
export interface Address {
  readonly name: AddressName
  readonly family: string
  /** The address whose page it takes over: ./shape.ts. */
  readonly from: AddressName | undefined
  readonly mm: Mm
  readonly pte: ObjectRef<typeof pte>
  /** The part of the VMA that covers the address. */
  readonly vma: ObjectRef<typeof vma>
  readonly lastWrite: ObjectRef<typeof lastWrite>
  /** Only where soft-dirty bits are kept. */
  readonly softDirty: ObjectRef<typeof softDirty> | undefined
  /** The lock of its reverse map. None where the map has one address only: a walk of it is one step. */
  readonly anonVma: ObjectRef<typeof anonVma> | undefined
}

/** Somebody with a mirror who subscribes to invalidations: a driver, for one open file of one device. */
export interface Subscriber {
  readonly name: string
  readonly device: Device
  readonly driver: Driver
  readonly mm: Mm
  /** What it mirrors: every address of its address space. */
  readonly addresses: readonly Address[]
  readonly subscription: ObjectRef<typeof subscription>
  /** In its place, on kernels from before the interval notifier. */
  readonly hmmMirror: ObjectRef<typeof hmmMirror> | undefined
  /** What readers go by whose driver is in the mm's list and keeps something for them. */
  readonly counter: ObjectRef<typeof hlistSubscriber> | undefined
  readonly listeners: readonly Listener[]
  readonly mutex: ObjectRef<typeof mutex>
  /** The lock that keeps whole migrations apart, if the driver has one: for all its devices, or for each. */
  readonly migrateLock: ObjectRef<typeof mutex> | undefined
  /** For drivers that stop the device. */
  readonly queues: ObjectRef<typeof queues> | undefined
  readonly mirror: (address: Address) => ObjectRef<typeof mirror>
  /** The reference of a mirror entry, for drivers that pin what they map. */
  readonly pin: ((address: Address) => ObjectRef<typeof pin>) | undefined
  readonly reaction: (invalidation: Invalidation) => Reaction
}

/** The TLB of one thread. */
export interface Tlb extends TlbShape {
  /** The addresses of its address space, each with what the TLB remembers of it. */
  readonly entries: ReadonlyMap<AddressName, ObjectRef<typeof tlb>>
}

/** What is kept only where the shape asks for it: see ./shape.ts. */
export interface Keeps {
  readonly dirty: boolean
  readonly softDirty: boolean
  readonly lru: boolean
  readonly accounts: boolean
}

export interface System {
  readonly switches: Switches
  readonly addresses: readonly Address[]
  readonly subscribers: readonly Subscriber[]
  readonly tlbs: readonly Tlb[]
  /** By thread: the CPU that it has to itself. */
  readonly cpus: ReadonlyMap<string, ObjectRef<typeof cpu>>
  /** The frames of system memory first. */
  readonly frames: readonly Frame[]
  readonly folio: (frame: Frame) => ObjectRef<typeof folio>
  readonly slots: readonly Slot[]
  readonly slot: (name: Slot) => ObjectRef<typeof swapSlot>
  /** What is kept of pages beyond what every scenario needs: see ./shape.ts. */
  readonly keeps: Keeps
  readonly address: (name: AddressName) => Address
  readonly subscriber: (name: string) => Subscriber
  readonly objects: readonly ObjectRef[]
}

/**
 * Builds the objects of a configuration.
 *
 * @param driverOf the driver of each device of the shape
 */
export function buildSystem(switches: Switches, shape: Shape, driverOf: ReadonlyMap<Device, Driver>): System {
  const mms = new Map(
    [...new Set(shape.addresses.map(({ mm }) => mm))].map((name, _, all) => [name, buildMm(name, all, shape)]),
  )
  const mmOf = ({ mm }: { readonly mm: string }) => known(mms.get(mm), `address space ${mm}`)
  const anonVmas = buildAnonVmas(shape.addresses)
  const addresses = shape.addresses.map((address) =>
    buildAddress(address, shape, { mm: mmOf(address), anonVma: anonVmas.get(address.family) }),
  )
  const migrateLocks = new Map<string, ObjectRef<typeof mutex>>()
  const subscribers = shape.subscribers.map((subscriber) =>
    buildSubscriber(subscriber, known(driverOf.get(subscriber.device), `driver of ${subscriber.device}`), {
      switches,
      mm: mmOf(subscriber),
      addresses,
      migrateLocks,
    }),
  )
  const devices = [...new Set(shape.subscribers.map(({ device }) => device))]
  const frames = [
    ...systemFrames(shape.systemFrames),
    ...devices.flatMap((device) => deviceFrames(device, shape.deviceFrames)),
  ]
  const tlbs = (shape.tlbs ?? []).map((one) => buildTlb(one, addresses))
  const cpus = new Map((shape.cpus ?? []).map((name) => [name, object(`CPU of ${name}`, cpu, { show: showCpu })]))
  const keepsSoftDirty = shape.softDirty !== undefined
  const keeps: Keeps = {
    dirty: shape.swapSlots > 0 || keepsSoftDirty,
    softDirty: keepsSoftDirty,
    lru: shape.lru,
    accounts: shape.accounts,
  }
  const folios = new Map(
    frames.map((frame) => [
      frame,
      object(`folio ${frame}`, folio, {
        show: showFolio(addresses.length, keeps),
        refusals: folioRefusals,
        holders: heldBy,
        ...startsAs(startOfFolio(frame, shape, switches)),
      }),
    ]),
  )
  const slots = new Map(
    swapSlots(shape.swapSlots).map((name) => [
      name,
      object(`swap slot ${name}`, swapSlot, { show: showSwapSlot(addresses.length) }),
    ]),
  )
  return {
    switches,
    addresses,
    subscribers,
    tlbs,
    cpus,
    frames,
    folio: (frame) => known(folios.get(frame), `frame ${frame}`),
    slots: [...slots.keys()],
    slot: (name) => known(slots.get(name), `swap slot ${name}`),
    keeps,
    address: (name) =>
      known(
        addresses.find((address) => address.name === name),
        `address ${name}`,
      ),
    subscriber: (name) =>
      known(
        subscribers.find((subscriber) => subscriber.name === name),
        `subscriber ${name}`,
      ),
    objects: [
      ...addresses.map((address) => address.pte),
      ...folios.values(),
      ...slots.values(),
      ...subscribers.flatMap((subscriber) => [
        ...subscriber.addresses.map(subscriber.mirror),
        ...(subscriber.pin === undefined ? [] : subscriber.addresses.map(subscriber.pin)),
        subscriber.subscription,
        subscriber.mutex,
        ...[subscriber.hmmMirror, subscriber.counter, subscriber.queues].filter((object) => object !== undefined),
      ]),
      ...migrateLocks.values(),
      ...[...mms.values()].flatMap((mm) => [
        mm.notifier,
        mm.mmapLock,
        mm.flags,
        ...(mm.rss === undefined ? [] : [mm.rss]),
        ...(mm.users === undefined ? [] : [mm.users]),
      ]),
      ...addresses.flatMap(({ vma, lastWrite, softDirty }) => [
        vma,
        lastWrite,
        ...(softDirty === undefined ? [] : [softDirty]),
      ]),
      ...anonVmas.values(),
      ...tlbs.flatMap(({ entries }) => [...entries.values()]),
      ...cpus.values(),
    ],
  }
}

/** For who waits for whom. */
const heldBy = ({ context: { holder } }: { readonly context: { readonly holder: string | null } }) =>
  holder === null ? [] : [holder]

/** An object's name: the bare kind while there is only one. */
const numbered = (kind: string, name: string, of: number) => (of === 1 ? kind : `${kind} ${name}`)

function buildMm(name: string, { length }: readonly string[], { accounts, mmUsers: isCounted }: Shape): Mm {
  return {
    name,
    mmapLock: object(numbered('mmap_lock', name, length), mmapLock, {
      quiet: true,
      show: ({ value, context }) => (value === 'read' ? `read x${context.readers}` : value),
    }),
    flags: object(numbered('mm', name, length), mmFlags, { show: ({ value }) => value }),
    notifier: object(numbered('notifier', name, length), notifier, { show: ({ context }) => `${context.active} open` }),
    rss: accounts
      ? object(numbered('rss', name, length), rss, {
          quiet: true,
          show: ({ context: { anonPages, swapEnts } }) => `${anonPages} anon, ${swapEnts} swap`,
        })
      : undefined,
    users: isCounted
      ? object(numbered('mm_users', name, length), mmUsers, { show: ({ context: { users } }) => `${users}` })
      : undefined,
  }
}

/** A lock for each reverse map that has more than one address. */
function buildAnonVmas(addresses: readonly AddressShape[]) {
  const families = [...new Set(addresses.map(({ family }) => family))]
  const shared = families.filter((family) => addresses.filter((address) => address.family === family).length > 1)
  const lock = (family: string) => object(numbered('anon_vma', family, shared.length), anonVma, { quiet: true })
  return new Map(shared.map((family) => [family, lock(family)]))
}

function buildAddress(address: AddressShape, shape: Shape, { mm, anonVma }: Pick<Address, 'mm' | 'anonVma'>): Address {
  const { name, family, from, starts } = address
  const count = shape.addresses.length
  return {
    name,
    family,
    from,
    mm,
    anonVma,
    pte: object(numbered('pte', name, count), pte, { show: showPte, ...startsAs(startOfPte(address, shape)) }),
    vma: object(numbered('vma', name, count), from === undefined || starts !== undefined ? vma : vmaToCome, {
      show: ({ value }) => (value === 'mapped' ? 'writable' : value),
    }),
    lastWrite: object(numbered('last write', name, count), lastWrite, { show: ({ value }) => value }),
    softDirty:
      shape.softDirty === undefined
        ? undefined
        : object(numbered('tracking', name, count), softDirty, {
            show: ({ value }) => value,
            ...startsAs(startOfTracking(address, shape)),
          }),
  }
}

function buildTlb(shape: TlbShape, addresses: readonly Address[]): Tlb {
  const own = addresses.filter(({ mm }) => mm.name === shape.mm)
  const entry = ({ name }: Address) => object(numbered(`tlb ${shape.thread}`, name, own.length), tlb, { show: showTlb })
  return { ...shape, entries: new Map(own.map((address) => [address.name, entry(address)])) }
}

function buildSubscriber(
  { name, device, unsubscribed }: SubscriberShape,
  driver: Driver,
  {
    switches,
    mm,
    addresses,
    migrateLocks,
  }: {
    switches: Switches
    mm: Mm
    addresses: readonly Address[]
    migrateLocks: Map<string, ObjectRef<typeof mutex>>
  },
): Subscriber {
  const own = addresses.filter((address) => address.mm === mm)
  const mirrors = new Map(
    own.map((address) => [
      address,
      object(numbered(`mirror ${name}`, address.name, own.length), mirror, { show: showMapping }),
    ]),
  )
  const lock = (lockName: string) =>
    object(lockName, mutex, {
      quiet: true,
      holders: heldBy,
      show: ({ context }) => (context.holder === null ? 'free' : `held by ${context.holder}`),
    })
  const { interval, hlist, pins, serialises, serialisesEachDevice, reaction } = driver
  const held = new Map(
    own.map((address) => [
      address,
      object(numbered(`pin ${name}`, address.name, own.length), pin, {
        show: ({ context }) => (context.frame === null ? 'none' : `holds ${context.frame}`),
      }),
    ]),
  )
  const lockName = `migrate lock of ${serialisesEachDevice ? `GPU ${device}` : driver.name}`
  if (serialises !== 'nothing' && !migrateLocks.has(lockName)) migrateLocks.set(lockName, lock(lockName))
  const isSubscribed = interval === 'for the mirror' && unsubscribed !== true
  const stops = reaction({ event: 'CLEAR', owner: null, blockable: true }, device, switches).stop === true
  return {
    name,
    device,
    driver,
    mm,
    addresses: own,
    listeners: listenersOf(name, device, driver, switches),
    mirror: (address) => known(mirrors.get(address), `mirror of ${address.name} of ${name}`),
    subscription: object(`subscription ${name}`, isSubscribed ? subscription : subscriptionToCome, {
      show: showSubscription,
    }),
    hmmMirror:
      interval === 'none' || switches.mirrorApi === 'interval'
        ? undefined
        : object(`hmm_mirror ${name}`, switches.mirrorApi === 'hmm_mirror' ? hmmMirror : hmmMirror5_1, {
            show: showHmmMirror,
          }),
    counter:
      hlist === undefined || hlist.readersSee === 'nothing'
        ? undefined
        : object(`count ${name}`, hlistSubscriber, { show: showCounter }),
    mutex: lock(`mutex ${name}`),
    migrateLock: migrateLocks.get(lockName),
    queues: stops ? object(`queues ${name}`, queues, { show: ({ value }) => String(value) }) : undefined,
    pin: pins === undefined ? undefined : (address) => known(held.get(address), `pin of ${address.name} of ${name}`),
    reaction: (invalidation) => driver.reaction(invalidation, device, switches),
  }
}

function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`${what} is not part of this configuration`)
  return value
}
