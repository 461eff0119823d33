/**
 * What a log has told so far of a kernel: its address spaces, open device files, pages and page-table entries, each in the
 * state of the model's own machine for it. Whoever is gone is forgotten, so that this is as large as what is alive.
 */
import type { AnyMachineSnapshot } from 'xstate'
import { type ObjectRef, object } from '../../checker/index.ts'
import { type AddressName, type Device, deviceOf, type Frame, ZERO_PAGE } from '../names.ts'
import { folio } from '../objects/folio.ts'
import { lastWrite } from '../objects/last-write.ts'
import { mirror } from '../objects/mirror.ts'
import { notifier } from '../objects/notifier.ts'
import { pte } from '../objects/pte.ts'
import { subscription } from '../objects/subscription.ts'
import { vma } from '../objects/vma.ts'
import { showFolio } from '../show.ts'
import { type Cell, cell, stateOf } from './cell.ts'

/** An address space. */
export interface Mm {
  readonly id: string
  /** Address spaces that come from one another by fork share pages. */
  readonly kin: object
  readonly notifier: Cell
  /** The value of invalidate_seq, once it is known. */
  seq: number | undefined
  readonly files: Set<DeviceFile>
  /** Virtual addresses that the log has told of. */
  readonly pages: Map<number, Page>
  /** Of addresses that have been forgotten, the latest: nothing is mapped there. */
  readonly empty: Set<number>
  /** Whether the log tells of its invalidations: it does once somebody has subscribed. */
  announces: boolean
  /** Whether user space says when it stores: see lines/user-marks.ts. */
  marksStores: boolean
  /** The task with which it ends. */
  exits: string | undefined
  /** PTEs may change without a line: huge pages that are split, and what is changed in batches. */
  untold: boolean
}

/** An open file of a device, with its mirror of an address space. */
export interface DeviceFile {
  readonly id: string
  readonly device: Device
  readonly mni: string | undefined
  readonly mm: Mm
  readonly subscription: Cell
  /** The value of its own invalidate_seq, once it is known. */
  seq: number | undefined
  readonly mirrors: Map<number, Cell>
  /** Whether the log tells of it from its opening on. */
  readonly known: boolean
  /** The task that is inside dmirror->mutex with more to store. */
  storing: string | undefined
  /** The tasks that work for it just now, each with a number: what their threads are called. */
  readonly tasks: Map<string, number>
  /** Fills that wait until no invalidation is announced. */
  readonly waiting: Set<() => void>
}

/** One virtual address in all address spaces that may share its page. */
export interface Page {
  readonly va: number
  readonly slots: Slot[]
  /** The frames that it has, mapped or in the hands of somebody. */
  readonly frames: Set<Frame>
  /** By device, and for system memory: a frame that somebody may have allocated whose number the log has not told yet. */
  readonly nameless: Map<Device | undefined, Frame>
  /** It has been forgotten. */
  isGone: boolean
  /** A promise was broken here: which write was the last is not asked from then on. */
  isBroken: boolean
  /** What maps it is not told: a huge page, or an entry that the model has no word for. */
  isUntold: boolean
}

/** The virtual address in one address space. */
export interface Slot {
  readonly name: AddressName
  mm: Mm | undefined
  readonly pte: Cell
  readonly vma: Cell
  readonly lastWrite: Cell
  /** It maps the page of a file, or a copy of one; and whether it is the file's own that it maps. */
  ofFile: boolean
  mapsFile: boolean
  /** Its VMA is shared: of a file, or of anonymous memory that is a file's. */
  isShared: boolean
  /** It may have lost its write bit without a line. */
  unsure: boolean
  /** Of a device-exclusive entry: whether it will be writable again; unknown if the log has not told. */
  exclusiveWrites: boolean | undefined
  /** What the last write may have left; `undefined` if that is not known. */
  last: ReadonlySet<string> | undefined
  /** Stores that have begun, and may or may not have happened. */
  readonly storing: Map<string, string>
  /** Of those, whose page somebody else has written meanwhile. */
  readonly overwritten: Set<string>
  /** What the last write may have left before, each with the number of the line that ended it. */
  readonly past: { readonly until: number; readonly last: ReadonlySet<string> | undefined }[]
  /** What the PTE was before its latest changes, each with the number of the line that ended it. */
  readonly was: { readonly until: number; readonly state: AnyMachineSnapshot }[]
}

export class Kernel {
  readonly mms = new Map<string, Mm>()
  readonly files = new Map<string, DeviceFile>()
  /** By the pointer that pgmap->owner is. */
  readonly owners = new Map<string, Device>()
  readonly folios = new Map<Frame, Cell>()
  /** Of device pages: the memory behind each, and back. */
  readonly backing = new Map<string, Frame>()
  readonly devicePages = new Map<string, Frame>()
  /** The same, of pages that were freed: a mirror may still map them, or somebody have looked one up. */
  readonly dangling = new Map<string, Frame>()
  zeroPage: string | undefined
  readonly #refs = new Map<Frame, ObjectRef<typeof folio>>()
  #nameless = 0

  mm(id: string): Mm {
    const known = this.mms.get(id)
    if (known !== undefined) return known
    return this.addMm(id, {})
  }

  /** The process has gone whose pointer a new one has got. */
  replaces(id: string): void {
    const old = this.mms.get(id)
    if (old === undefined) return
    this.mms.delete(id)
    for (const file of old.files) this.files.delete(file.id)
    for (const page of old.pages.values()) {
      for (const slot of page.slots) if (slot.mm === old) slot.mm = undefined
      if (page.slots.some(({ mm }) => mm !== undefined)) continue
      page.isGone = true
      for (const frame of page.frames) if (this.folios.get(frame)?.of === page) this.folios.delete(frame)
    }
  }

  addMm(id: string, kin: object): Mm {
    const mm: Mm = {
      id,
      kin,
      get notifier() {
        return counted
      },
      seq: undefined,
      files: new Set(),
      pages: new Map(),
      empty: new Set(),
      announces: false,
      marksStores: false,
      exits: undefined,
      untold: false,
    }
    const counted = cell('notifier', notifier, mm)
    this.mms.set(id, mm)
    return mm
  }

  /** The letter that stands for a device of the log. */
  device(number: string): Device {
    const letters = 'ABCDEFGHIJKLMNOQRSTUVWXYZ' // P is for system memory
    return letters[Number.parseInt(number, 10)] ?? 'Z'
  }

  file(id: string, fields: Readonly<Record<string, string>>, known = false): DeviceFile {
    const found = this.files.get(id)
    if (found !== undefined) return found
    const mm = this.mm(fields.mm ?? '')
    const file: DeviceFile = {
      id,
      device: this.device(fields.dev ?? '0'),
      mni: fields.mni,
      mm,
      get subscription() {
        return subscribed
      },
      seq: undefined,
      mirrors: new Map(),
      known,
      storing: undefined,
      tasks: new Map(),
      waiting: new Set(),
    }
    const subscribed = cell('subscription', subscription, mm)
    this.files.set(id, file)
    mm.files.add(file)
    return file
  }

  /** Whether it is the one open file of its device that the model's system has. */
  isFirst(file: DeviceFile): boolean {
    return [...file.mm.files].find(({ device }) => device === file.device) === file
  }

  mirror(file: DeviceFile, page: Page): Cell {
    const found = file.mirrors.get(page.va)
    if (found !== undefined) return found
    const made = cell('mirror', mirror, page)
    file.mirrors.set(page.va, made)
    return made
  }

  /** @param first how the log first tells of the PTE */
  page(mm: Mm, va: number, first: () => PteText | undefined): Page {
    const found = mm.pages.get(va)
    if (found !== undefined) return found
    const page: Page = {
      va,
      slots: [],
      frames: new Set(),
      nameless: new Map(),
      isGone: false,
      isUntold: false,
      isBroken: false,
    }
    const slot = this.addSlot(page, mm)
    const text = first()
    page.isUntold = text === undefined
    if (text === undefined) return page
    this.bind(page, slot, text)
    if (text.kind === 'none' || text.kind === 'zero') slot.last = new Set(['0'])
    return page
  }

  /** The address in a further address space: `from` what fork has just copied. */
  addSlot(page: Page, mm: Mm): Slot {
    const free = page.slots.find((slot) => slot.mm === undefined)
    const slot = free ?? this.#newSlot(page)
    slot.mm = mm
    slot.vma.state = stateOf(vma, 'mapped', {})
    mm.pages.set(page.va, page)
    return slot
  }

  #newSlot(page: Page): Slot {
    const name = addressName(page.slots.length)
    const slot: Slot = {
      name,
      mm: undefined,
      pte: cell(name === 'VA' ? 'pte' : `pte ${name}`, pte, page),
      vma: cell('vma', vma, page),
      lastWrite: cell('last write', lastWrite, page),
      ofFile: false,
      mapsFile: false,
      isShared: false,
      unsure: false,
      exclusiveWrites: undefined,
      last: undefined,
      storing: new Map(),
      overwritten: new Set(),
      past: [],
      was: [],
    }
    page.slots.push(slot)
    return slot
  }

  slot(page: Page, mm: Mm): Slot {
    const found = page.slots.find((slot) => slot.mm === mm)
    if (found === undefined) throw new Error(`nothing is known of an address in ${mm.id}`)
    return found
  }

  /** What the log first tells of a PTE is what it was before. */
  bind(page: Page, slot: Slot, text: PteText): void {
    const { kind, frame, writable } = text
    const exclusive = text.exclusive ?? writable
    slot.ofFile = text.shared === true
    if (frame !== null && frame !== ZERO_PAGE) {
      if (deviceOf(frame) !== undefined) this.devicePages.set(frame.slice(1), frame)
      const locked = kind === 'migration'
      const context = {
        ...this.folio(frame, page).state.context,
        refs: locked || text.shared ? 2 : 1,
        family: 'VA',
        fresh: page.slots.map(({ name }) => name),
        written: true,
        holder: locked ? 'somebody' : null,
        anonExclusive: exclusive && !locked,
        zoneDeviceData: deviceOf(frame) ?? null,
      }
      this.folio(frame, page).state = stateOf(folio, { allocated: locked ? 'locked' : 'unlocked' }, context)
      slot.lastWrite.state = stateOf(lastWrite, 'data', {})
    }
    slot.pte.state = pteState(text)
  }

  folio(frame: Frame, page: Page): Cell {
    let found = this.folios.get(frame)
    if (found === undefined || found.of !== page) {
      // another page's by now
      if (found !== undefined) (found.of as Page).frames.delete(frame)
      found = cell(`folio ${frame}`, folio, page, found?.state)
      this.folios.set(frame, found)
    }
    page.frames.add(frame)
    return found
  }

  folioRef(frame: Frame): ObjectRef<typeof folio> {
    const known = this.#refs.get(frame)
    if (known !== undefined) return known
    const made = object(`folio ${frame}`, folio, {
      show: showFolio(1, { dirty: false, lru: false, accounts: false }),
    })
    this.#refs.set(frame, made)
    return made
  }

  /** A frame of the pool that nobody has named yet. */
  namelessFrame(page: Page, device: Device | undefined): Frame {
    const known = page.nameless.get(device)
    if (known !== undefined && (this.folios.get(known)?.state.value ?? 'free') === 'free') return known
    const made = `${device ?? 'P'}?${++this.#nameless}`
    page.nameless.set(device, made)
    return made
  }

  /** Forgets what is free. */
  forget(page: Page): void {
    for (const frame of page.frames)
      if (this.folios.get(frame)?.state.value === 'free') {
        page.frames.delete(frame)
        this.folios.delete(frame)
        this.#refs.delete(frame)
      }
  }

  /** The model's frame for a page number of the log. */
  frame(pfn: string, backs = true): Frame {
    if (pfn === this.zeroPage) return ZERO_PAGE
    return this.devicePages.get(pfn) ?? (backs ? this.backing.get(pfn) : undefined) ?? `P${pfn}`
  }

  /** The memory behind a device page goes back. */
  freesBacking(pfn: string): void {
    const frame = this.backing.get(pfn)
    this.backing.delete(pfn)
    if (frame !== undefined) this.dangling.set(pfn, frame)
  }

  /** Whether a mirror that maps a frame of the model maps what the log says. */
  mirrors(frame: Frame | null, pfn: string): boolean {
    return frame !== null && this.dangling.get(pfn) === frame
  }

  deviceFrame(pfn: string, device: Device | undefined): Frame {
    const known = this.devicePages.get(pfn)
    if (known !== undefined) return known
    const made = `${device ?? 'A'}${pfn}`
    this.devicePages.set(pfn, made)
    return made
  }
}

export const isNameless = (frame: Frame): boolean => frame.includes('?')

export const addressName = (number: number): AddressName => (number === 0 ? 'VA' : `child ${number} VA`)

/** A PTE as the log writes it. */
export interface PteText {
  readonly kind: 'none' | 'zero' | 'present' | 'migration' | 'device' | 'exclusive'
  readonly frame: Frame | null
  readonly writable: boolean
  /** Of a migration entry: readable-exclusive, or writable. */
  readonly exclusive?: boolean
  /** The first that is told of it is that it is copied: somebody else has the page, too. */
  readonly shared?: boolean
}

export function pteState({ kind, frame, writable, exclusive }: PteText): AnyMachineSnapshot {
  const context = { frame: frame === ZERO_PAGE ? null : frame, slot: null, dirty: false }
  switch (kind) {
    case 'none':
    case 'zero':
    case 'exclusive':
      return stateOf(pte, kind, context)
    case 'present':
      return stateOf(pte, { present: writable ? 'rw' : 'ro' }, context)
    case 'device':
      return stateOf(pte, { device: writable ? 'w' : 'r' }, context)
    case 'migration':
      return stateOf(pte, { migration: writable ? 'w' : exclusive === true ? 're' : 'r' }, context)
  }
}

const kinds = {
  none: 'none',
  zero: 'zero',
  sys: 'present',
  dev: 'device',
  mig: 'migration',
  excl: 'exclusive',
} as const

/** Reads what the log says of a PTE; nothing for an entry that the model has no word for. */
export function parsePte(kernel: Kernel, text: string | undefined): PteText | undefined {
  const [word = '', pfn, flags = ''] = text?.split(':') ?? []
  if (!(word in kinds)) return undefined
  const kind = kinds[word as keyof typeof kinds]
  if (kind === 'none') return { kind, frame: null, writable: false }
  if (kind === 'zero') {
    if (flags !== '' && pfn !== undefined) kernel.zeroPage = pfn // zero:PFN:r
    return { kind, frame: ZERO_PAGE, writable: false }
  }
  if (pfn === undefined) return undefined
  // what is present is no memory behind a device page, though it may have been
  const frame = kind === 'device' ? (kernel.devicePages.get(pfn) ?? `A${pfn}`) : kernel.frame(pfn, kind !== 'present')
  return { kind, frame, writable: flags.startsWith('w'), exclusive: flags.startsWith('w') || flags.startsWith('rx') }
}
