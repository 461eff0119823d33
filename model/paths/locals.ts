import type { Event } from '../drivers/driver.ts'
import type { AddressName, Device, Frame, Slot } from '../names.ts'

/** What migrate_vma knows of one page: src[i] and dst[i]. */
export interface Entry {
  /** The address; `null` where the page was picked by its frame number. */
  readonly at: AddressName | null
  /** src[i] is MIGRATE without a page. */
  readonly hole: boolean
  /** The pages of src[i] and dst[i]; the migration holds a reference on each. */
  readonly src: Frame | null
  readonly dst: Frame | null
  /** src[i] has WRITE; of a hole, whose src[i] never has it: the VMA may be written, which is what a driver goes by. */
  readonly writable: boolean
  /** src[i] no longer has MIGRATE. */
  readonly lost: boolean
  /** Up to 5.15: src[i] has no LOCKED. */
  readonly unlocked: boolean
}

/** An entry with nothing to migrate. */
export const untouched = {
  at: null,
  hole: false,
  src: null,
  dst: null,
  writable: false,
  lost: false,
  unlocked: false,
} satisfies Entry

/** An open invalidation of this path's. */
export interface Window {
  readonly event: Event
  readonly owner: Device | null
  /** Whether a callback may sleep; one that must, and may not, refuses. */
  readonly blockable: boolean
  readonly at: readonly AddressName[]
  /** Listeners that it has yet to call. */
  readonly pending: readonly string[]
  /** Somebody in the list would not be told without sleeping. */
  readonly refused: boolean
  /** It ends: the sequence is even already, the deferred list not yet walked. */
  readonly seqIsEven: boolean
}

/** A path's local variables. Each is reset when it is dead, so that dead values do not multiply states. */
export interface Locals {
  /** Whether the present access, or device fault, wants to write. */
  write: boolean
  /** Which of the path's addresses it works on. */
  i: number
  /** migrate_vma: the subscriber whose migration this is, and in which direction. */
  by: string | null
  toSystem: boolean
  entries: readonly Entry[]
  /** migrate_vma: which of the entries it works on. */
  entry: number
  /** rmap_walk(): the addresses that it has yet to visit; the first is the one that it visits. */
  walk: readonly AddressName[]
  window: Window | null
  /** do_swap_page: the device-private page that faulted, and whether this path holds a reference on it. */
  faultPage: Frame | null
  faultRef: boolean
  /** do_swap_page: the slot that the faulting entry names. */
  slot: Slot | null
  /** The folio whose unlocking is awaited. */
  waitsFor: Frame | null
  /** Pages that this path holds a reference on, by what for. */
  held: Readonly<Record<string, Frame>>
  /** Mappings that this path has taken out of the page table, with their references, to put others there. */
  taken: readonly Taken[]
  /** hmm_range_fault: what was seen. No reference. */
  snapshot: readonly Seen[]
  /** The operation ends with an error: SIGSEGV, OOM, -EFAULT. */
  failed: boolean
  /** Operations left to do; `null` for ever. */
  rounds: number | null
}

/** hmm_pfns[i], or a mapping like it. */
export interface Seen {
  readonly at: AddressName
  readonly frame: Frame
  readonly writable: boolean
}

export interface Taken extends Seen {
  readonly softDirty: boolean
}

/** The locals of migrate_vma() while there is no migration. */
export const noMigration = {
  by: null,
  toSystem: false,
  entries: [],
  entry: 0,
} satisfies Partial<Locals>

export const noLocals: Omit<Locals, 'rounds'> = {
  ...noMigration,
  write: false,
  i: 0,
  walk: [],
  window: null,
  faultPage: null,
  faultRef: false,
  slot: null,
  waitsFor: null,
  held: {},
  taken: [],
  snapshot: [],
  failed: false,
}

/** The context in which a path starts: XState's `context`, from its input. */
export const startLocals = ({ input }: { input: { rounds: number | null } | undefined }): Locals => ({
  ...noLocals,
  rounds: input?.rounds ?? null,
})
