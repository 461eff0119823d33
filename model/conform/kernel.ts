/**
 * What a log has told so far of a kernel, each object in the state of the model's own machine for it. Whoever is gone is
 * forgotten, so that this is as large as what is alive.
 */
import { type ObjectRef, object } from '../../checker/index.ts'
import { type Device, deviceOf, type Frame, ZERO_PAGE } from '../names.ts'
import { folio } from '../objects/folio.ts'
import { lastWrite } from '../objects/last-write.ts'
import { mirror } from '../objects/mirror.ts'
import { vma } from '../objects/vma.ts'
import { showFolio } from '../show.ts'
import { type Cell, cell, stateOf } from './cell.ts'
import { type DeviceFile, type Mm, newFile, newMm, newPage, newSlot, type Page, type Slot } from './parts.ts'
import { type PteText, pteState } from './pte-text.ts'

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
      for (const frame of page.frames) if (this.folios.get(frame)?.of === page) this.forgetFolio(frame)
    }
  }

  addMm(id: string, kin: object): Mm {
    const mm = newMm(id, kin)
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
    const file = newFile(id, this.device(fields.dev ?? '0'), fields.mni, mm, known)
    this.files.set(id, file)
    mm.files.add(file)
    return file
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
    const page = newPage(va)
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
    const slot = free ?? newSlot(page)
    slot.mm = mm
    slot.vma.state = stateOf(vma, 'mapped', {})
    mm.pages.set(page.va, page)
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
      show: showFolio(1, { dirty: false, softDirty: false, lru: false, accounts: false }),
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

  forgetFolio(frame: Frame): void {
    this.folios.delete(frame)
    this.#refs.delete(frame)
  }

  /** Nobody has anything at an address any more: it is forgotten. */
  leave(page: Page, slot: Slot): void {
    if (slot.pte.state.value !== 'none') return
    if (page.slots.some(({ mm, pte }) => mm !== undefined && pte.state.value !== 'none')) return
    if (page.slots.some(({ storing }) => storing.size > 0)) return
    for (const { mm } of page.slots) {
      for (const file of mm?.files ?? []) if (file.mirrors.get(page.va)?.state.context.frame != null) return
    }
    for (const { mm } of page.slots) {
      mm?.pages.delete(page.va)
      if (mm !== undefined) remember(mm.empty, page.va)
      for (const file of mm?.files ?? []) file.mirrors.delete(page.va)
    }
    page.isGone = true
    for (const frame of page.frames) if (this.folios.get(frame)?.of === page) this.forgetFolio(frame)
  }

  /** Forgets what is free. */
  forget(page: Page): void {
    for (const frame of page.frames)
      if (this.folios.get(frame)?.state.value === 'free') {
        page.frames.delete(frame)
        this.forgetFolio(frame)
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

/** So many addresses are remembered to be empty. */
const EMPTY = 4096

function remember(empty: Set<number>, va: number): void {
  empty.add(va)
  if (empty.size > EMPTY) empty.delete(empty.values().next().value as number)
}
