/** What the model needs to know of a driver: data, not code paths. */
import type { Device } from '../names.ts'
import type { Switches } from '../switches.ts'

/** enum mmu_notifier_event, include/linux/mmu_notifier.h, without its prefix MMU_NOTIFY_. */
export type Event =
  | 'UNMAP'
  | 'CLEAR'
  | 'PROTECTION_VMA'
  | 'PROTECTION_PAGE'
  | 'SOFT_DIRTY'
  | 'RELEASE'
  | 'MIGRATE'
  | 'EXCLUSIVE'

/** What an invalidation tells its subscribers. */
export interface Invalidation {
  readonly event: Event
  readonly owner: Device | null
}

/** What an invalidate callback does under the driver's lock. Neither: it returns before it takes the lock. */
export interface Reaction {
  /** mmu_interval_set_seq() */
  readonly setSeq: boolean
  /** Erase the mirror entry. */
  readonly zap: boolean
}

export interface Driver {
  readonly name: string
  readonly summary: string
  /** Whether this driver can run on a kernel; otherwise why not. */
  readonly missingOn: (switches: Switches) => string | undefined
  /** Whether the verdict table has a row for it on a kernel. */
  readonly listedOn: (switches: Switches) => boolean
  readonly reaction: (invalidation: Invalidation, self: Device, switches: Switches) => Reaction
  /** How a page that was migrated in gets into the mirror: stored in the update step, or left to the next device fault. */
  readonly maps: 'update step' | 'device fault'
  /** Which copies of a page the driver precedes with an erase of its own mirror entry: to the device, back, both or none. */
  readonly erasesBefore: 'no copy' | 'copy in' | 'copy back' | 'every copy'
  /** Whether it takes its lock for that. */
  readonly erasesUnderLock: boolean
  /**
   * Whether the bytes of a page are there when the driver goes on, or are awaited before it maps them; or whether it
   * awaits a copy engine that may fail, and does not look.
   */
  readonly copies: 'at once' | 'fenced' | 'unchecked'
  /** Whether it maps a device-exclusive page at once, or only if the sequence has not moved meanwhile. */
  readonly mapsExclusive: 'at once' | 'by sequence'
  /** Whether a device access excludes the callback, by looking up and accessing under the driver's lock. */
  readonly accessesUnderLock: boolean
  /**
   * Which of its own operations the driver keeps apart by one more lock, held from beginning to end: none; its fault
   * handler and its migrations to the device; or these and its migrate_to_ram().
   */
  readonly serialises: 'nothing' | 'its own threads' | 'every migration'
  /** In 5.7 and 5.8: whether the driver fills in src_owner only on the way back, as meant, or for every migration. */
  readonly setsSrcOwner: 'on the way back' | 'always'
  /** The driver's own names for what the model's steps stand for. */
  readonly functions: {
    readonly invalidate: string
    readonly migrate: string
    readonly allocAndCopy: string
    readonly update: string
    readonly store: string
    readonly copyBack: string
    readonly evict: string
    readonly read: string
    readonly write: string
    readonly file: string
  }
}

export const everything: Reaction = { setSeq: true, zap: true }
export const nothing: Reaction = { setSeq: false, zap: false }
