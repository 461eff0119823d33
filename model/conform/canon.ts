/**
 * The model's own system, as it is looked at from one page: the objects of its paths are those of the log's kernel that
 * stand there just now. Paths are made once and walk any page.
 */
import type { AnyMachineSnapshot } from 'xstate'
import { type PartRef, type Property, thread } from '../../checker/index.ts'
import type { Driver } from '../drivers/driver.ts'
import type { Device, Frame } from '../names.ts'
import { folio } from '../objects/folio.ts'
import { mirror } from '../objects/mirror.ts'
import { notifier } from '../objects/notifier.ts'
import { subscriptionToCome } from '../objects/subscription.ts'
import type { Path } from '../paths/path.ts'
import type { PathThread } from '../paths/path-thread.ts'
import { promises } from '../properties/index.ts'
import type { Promised } from '../properties/promise.ts'
import type { SubscriberShape } from '../shape.ts'
import type { Switches } from '../switches.ts'
import { type Address, buildSystem, type Subscriber, type System } from '../system.ts'
import { type Cell, startOf } from './cell.ts'
import type { Kernel } from './kernel.ts'
import { addressName, type DeviceFile, type Page } from './parts.ts'

type Find = (page: Page) => Cell | AnyMachineSnapshot

export class Canon {
  readonly system: System
  /** Whoever is at work on the page that is looked at: what the promises are told of. */
  readonly threads: PathThread[] = []
  readonly promises: readonly { readonly promise: Promised; readonly property: Property }[]
  #kernel: Kernel
  readonly #find = new Map<PartRef, Find>()
  /** Whose mirror it is. */
  readonly #mirrors = new Map<PartRef, (page: Page) => DeviceFile | undefined>()
  readonly #paths = new Map<string, PathThread>()
  #page: Page | undefined
  #frames: readonly Frame[] = []

  constructor(
    kernel: Kernel,
    switches: Switches,
    driver: Driver,
    slots: number,
    devices: readonly Device[],
    heir?: { readonly from: number; readonly to: number },
  ) {
    this.#kernel = kernel
    const numbers = Array.from({ length: slots }, (_, number) => number)
    const mmName = (number: number) => (number === 0 ? 'mm' : `child ${number}`)
    const built = buildSystem(
      switches,
      {
        addresses: numbers.map((number) => ({
          name: addressName(number),
          mm: mmName(number),
          family: 'VA',
          ...fromOf(number, heir),
        })),
        subscribers: numbers.flatMap((number) =>
          devices.map((device): SubscriberShape => ({ name: nameOf(device, number), device, mm: mmName(number) })),
        ),
        systemFrames: 0,
        deviceFrames: 0,
        swapSlots: 0,
        lru: false,
        accounts: false,
      },
      new Map(devices.map((device) => [device, driver])),
    )
    const frames = () => this.#frames
    this.system = {
      ...built,
      folio: (frame) => this.#kernel.folioRef(frame),
      get frames() {
        return frames()
      },
    }
    this.#findObjects(built, devices)
    this.promises = promises.map((promise) => ({
      promise,
      property: promise.build(this.system, this.threads, promise),
    }))
  }

  /** One system serves many logs, a line of one after a line of another. */
  use(kernel: Kernel): void {
    this.#kernel = kernel
  }

  /**
   * What a thread sees that works on a page.
   *
   * @param only the one frame that there is, for who makes a path of the frames
   */
  look(page: Page, only?: Frame): (part: PartRef) => AnyMachineSnapshot {
    this.#page = page
    this.#frames = only === undefined ? this.#framesOf(page) : [only]
    return (part) => {
      if (part.kind === 'thread') return this.#local(part)
      if (this.isOwn(part)) return startOf(part.machine)
      const found = this.#found(part, page)
      return 'machine' in found && 'of' in found ? (found as Cell).state : (found as AnyMachineSnapshot)
    }
  }

  /** What another thread may be doing; the walks tell. */
  local: (thread: PartRef) => AnyMachineSnapshot | undefined = () => undefined

  #local(thread: PartRef): AnyMachineSnapshot {
    return this.local(thread) ?? startOf(thread.machine)
  }

  #framesOf(page: Page): Frame[] {
    return [
      ...[undefined, ...this.#devices()].map((device) => this.#kernel.namelessFrame(page, device)),
      ...page.frames,
    ]
  }

  /** The log's object behind a part of the model, seen from a page. */
  cellOf(part: PartRef, page: Page): Cell {
    if (part.name.startsWith('folio ')) return this.#kernel.folio(part.name.slice('folio '.length), page)
    const file = this.#mirrors.get(part)?.(page)
    if (file !== undefined) return this.#kernel.mirror(file, page)
    const found = this.#found(part, page)
    if (!('of' in found)) throw new Error(`"${part.name}" is nobody's in the log`)
    return found as Cell
  }

  /** Locks, and whatever else the log tells nothing of: each thread has them for itself. */
  isOwn(part: PartRef): boolean {
    return !this.#find.has(part) && !part.name.startsWith('folio ')
  }

  /** Whether the log tells of the invalidations of the address space that a notifier is of, at the page looked at. */
  announces(part: PartRef): boolean {
    const number = this.system.addresses.findIndex(({ mm }) => mm.notifier === part)
    return this.#page?.slots[number]?.mm?.announces ?? false
  }

  address(page: Page, slot: Page['slots'][number]): Address {
    return this.system.addresses[page.slots.indexOf(slot)] as Address
  }

  subscriber(page: Page, file: DeviceFile): Subscriber {
    const slot = page.slots.findIndex(({ mm }) => mm === file.mm)
    return this.system.subscriber(nameOf(file.device, Math.max(slot, 0)))
  }

  /** A path as it is walked for a subscriber at an address, by the `number`th that does so at once. */
  path(path: Path, address: Address, subscriber: Subscriber | undefined, name: string, only?: Frame): PathThread {
    const key = `${path.name} ${path.file} ${address.name} ${subscriber?.name} ${name} ${only}`
    const known = this.#paths.get(key)
    if (known !== undefined) return known
    const actor = { system: this.system, self: name, addresses: [address], subscriber }
    const made = { ref: thread(name, path.machine(actor), { input: { rounds: null } }), actor }
    this.#paths.set(key, made)
    return made
  }

  #devices(): readonly Device[] {
    return [...new Set(this.system.subscribers.map(({ device }) => device))]
  }

  #found(part: PartRef, page: Page): Cell | AnyMachineSnapshot {
    const find = this.#find.get(part)
    if (find !== undefined) return find(page)
    if (!part.name.startsWith('folio ')) throw new Error(`"${part.name}" is no part of the log's kernel`)
    const frame = part.name.slice('folio '.length)
    return this.#kernel.folios.get(frame) ?? startOf(folio)
  }

  #findObjects({ addresses, subscribers }: System, devices: readonly Device[]): void {
    addresses.forEach((address, number) => {
      const slot = (page: Page) => page.slots[number]
      const { mm } = address
      this.#find.set(address.pte, (page) => slot(page)?.pte ?? startOf(address.pte.machine))
      this.#find.set(address.vma, (page) => slot(page)?.vma ?? startOf(address.vma.machine))
      this.#find.set(address.lastWrite, (page) => slot(page)?.lastWrite ?? startOf(address.lastWrite.machine))
      this.#find.set(mm.notifier, (page) => slot(page)?.mm?.notifier ?? startOf(notifier))
      this.#find.set(mm.flags, () => startOf(mm.flags.machine))
    })
    subscribers.forEach((subscriber, i) => {
      const number = Math.floor(i / devices.length)
      const file = (page: Page) =>
        [...(page.slots[number]?.mm?.files ?? [])].find(({ device }) => device === subscriber.device)
      this.#find.set(subscriber.subscription, (page) => file(page)?.subscription ?? startOf(subscriptionToCome))
      for (const address of subscriber.addresses)
        this.#find.set(subscriber.mirror(address), (page) => {
          const found = file(page)
          return found?.mirrors.get(page.va) ?? startOf(mirror)
        })
      for (const address of subscriber.addresses) this.#mirrors.set(subscriber.mirror(address), file)
    })
  }
}

/** Whose page an address takes over. Of others than a fork that is under way, only that they are the same for a driver. */
function fromOf(number: number, heir: { readonly from: number; readonly to: number } | undefined) {
  if (heir !== undefined) return number === heir.to ? { from: addressName(heir.from) } : {}
  return number === 0 ? {} : { from: addressName(0) }
}

const nameOf = (device: Device, number: number): string => (number === 0 ? device : `${device} of child ${number}`)
