import type { Device, Frame } from '../names.ts'

/** A path's local variables. Each is reset when it is dead, so that dead values do not multiply states. */
export interface Locals {
  /** Whether the present access, or device fault, wants to write. */
  write: boolean
  /** migrate_vma: whose migration this is (pgmap_owner), and in which direction. */
  owner: Device | null
  toSystem: boolean
  /** migrate_vma: src[0] is MIGRATE without a page. */
  hole: boolean
  /** migrate_vma: the pages of src[0] and dst[0]; this path holds a reference on each. */
  src: Frame | null
  dst: Frame | null
  /** migrate_vma: src[0] has WRITE. */
  srcWritable: boolean
  /** migrate_vma: src[0] no longer has MIGRATE. */
  lost: boolean
  /** Subscribers that the open invalidation has yet to call. */
  pending: readonly Device[]
  /** do_swap_page: the device-private page that faulted, and whether this path holds a reference on it. */
  faultPage: Frame | null
  faultRef: boolean
  /** The folio whose unlocking is awaited. */
  waitsFor: Frame | null
  /** wp_page_copy: the new page, referenced. */
  cow: Frame | null
  /** zap: the page to be freed after the invalidation, referenced. */
  gathered: Frame | null
  /** GUP: the page that was got, referenced. */
  pinned: Frame | null
  /** hmm_range_fault: what was seen. No reference. */
  snapshot: { readonly frame: Frame; readonly writable: boolean } | null
  /** The operation ends with an error: SIGSEGV, OOM, -EFAULT. */
  failed: boolean
  /** Operations left to do; `null` for ever. */
  rounds: number | null
}

/** The locals of migrate_vma() while there is no migration. */
export const noMigration = {
  owner: null,
  toSystem: false,
  hole: false,
  src: null,
  dst: null,
  srcWritable: false,
  lost: false,
} satisfies Partial<Locals>

export const noLocals: Omit<Locals, 'rounds'> = {
  ...noMigration,
  write: false,
  pending: [],
  faultPage: null,
  faultRef: false,
  waitsFor: null,
  cow: null,
  gathered: null,
  pinned: null,
  snapshot: null,
  failed: false,
}

/** The context in which a path starts: XState's `context`, from its input. */
export const startLocals = ({ input }: { input: { rounds: number | null } | undefined }): Locals => ({
  ...noLocals,
  rounds: input?.rounds ?? null,
})
