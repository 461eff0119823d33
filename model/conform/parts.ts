/** What a kernel consists of as a log tells of it: address spaces, open device files, and pages with their slots. */
import type { AnyMachineSnapshot } from 'xstate'
import type { AddressName, Device, Frame } from '../names.ts'
import { lastWrite } from '../objects/last-write.ts'
import { notifier } from '../objects/notifier.ts'
import { pte } from '../objects/pte.ts'
import { subscription } from '../objects/subscription.ts'
import { vma } from '../objects/vma.ts'
import { type Cell, cell } from './cell.ts'

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

export function newMm(id: string, kin: object): Mm {
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
  return mm
}

export function newFile(id: string, device: Device, mni: string | undefined, mm: Mm, known: boolean): DeviceFile {
  const file: DeviceFile = {
    id,
    device,
    mni,
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
  return file
}

/** Whether it is the one open file of its device that the model's system has. */
export const isFirst = (file: DeviceFile): boolean =>
  [...file.mm.files].find(({ device }) => device === file.device) === file

export const newPage = (va: number): Page => ({
  va,
  slots: [],
  frames: new Set(),
  nameless: new Map(),
  isGone: false,
  isUntold: false,
  isBroken: false,
})

/** A further address space in which a page may be. */
export function newSlot(page: Page): Slot {
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

export const addressName = (number: number): AddressName => (number === 0 ? 'VA' : `child ${number} VA`)
