/**
 * What the model needs to know of a driver, or of anybody else who mirrors a process: data, not code paths.
 *
 * `contract` (./contract.ts) has the usual value of everything; a driver says where it differs.
 */
import type { Device } from '../names.ts'
import type { Switches } from '../switches.ts'

/** enum mmu_notifier_event, include/linux/mmu_notifier.h, without its prefix MMU_NOTIFY_. */
export const events = [
  'UNMAP',
  'CLEAR',
  'PROTECTION_VMA',
  'PROTECTION_PAGE',
  'SOFT_DIRTY',
  'RELEASE',
  'MIGRATE',
  'EXCLUSIVE',
] as const
export type Event = (typeof events)[number]

/** What an invalidation tells its subscribers. */
export interface Invalidation {
  readonly event: Event
  readonly owner: Device | null
  /** MMU_NOTIFIER_RANGE_BLOCKABLE: whether a callback may sleep. */
  readonly blockable: boolean
}

/** What an invalidate callback does under the driver's lock. Nothing of it: it returns before it takes the lock. */
export interface Reaction {
  /** mmu_interval_set_seq() */
  readonly setSeq: boolean
  /** Erase the mirror entry. */
  readonly zap: boolean
  /** Stop the device, if anything is mapped; a worker rebuilds the mirror before it runs again. */
  readonly stop?: boolean
  /** Or only take its write bit. */
  readonly writeProtect?: true
}

type React = (invalidation: Invalidation, self: Device, switches: Switches) => Reaction

/**
 * What a callback does where it may not sleep: it tries its lock and refuses if that is taken; refuses whatever it would
 * have to do; does not look and sleeps all the same; or needs no lock that sleeps.
 */
export type Unblockable = 'trylock' | 'refuses' | 'sleeps' | 'never sleeps'

/** A struct mmu_notifier in the mm's list; those are called after all interval subscriptions. */
export interface HlistUse {
  readonly reaction: React
  readonly unblockable: Unblockable
  /** What its readers can see by: that an invalidation is open, from start to end; only that one started; or nothing. */
  readonly readersSee: 'what is open' | 'what started' | 'nothing'
  readonly functions: { readonly start: string; readonly end?: string; readonly file: string }
  /** Where a fill begins to go by the count, and where it asks whether it is out of date. */
  readonly readers?: { readonly begin: Place; readonly retry: Place }
}

/** A function and its file. */
export interface Place {
  readonly function: string
  readonly file: string
}

/** The references that a mirror holds on what it maps. */
interface Pins {
  /** When it lets go of a page that the CPU's table no longer maps. */
  readonly letsGo: 'on every event' | 'on UNMAP' | 'at the next fill'
  /** Who drops the reference: the callback, somebody later, or the next fill. */
  readonly unpinnedBy: 'callback' | 'worker' | 'next fill'
}

export interface Driver {
  readonly name: string
  readonly summary: string
  /** The release that it came with, and the first without it again. */
  readonly since?: string
  readonly until?: string
  /** Whether the switches of a kernel let it run; otherwise why not. */
  readonly missingOn: (switches: Switches) => string | undefined
  /** Whether the verdict table has a row for it on a kernel. */
  readonly listedOn: (switches: Switches) => boolean
  /** The one kernel on which the table shows it: a driver of Linux, as it was read. */
  readonly shownOn?: string

  /** Memory of its own, to which it migrates. */
  readonly memory: boolean
  /** A mirror of the process's page table. */
  readonly mirror: boolean

  /** Whether it has an interval subscription: as long as the mirror lives, for each device fault anew, or none. */
  readonly interval: 'for the mirror' | 'for a fault' | 'none'
  /** What the callback of its interval subscription does. */
  readonly reaction: React
  readonly unblockable: Unblockable
  /** Whether its callbacks wait for the lock under which its mirror is filled. */
  readonly callbackLocks: 'always' | 'if mapped' | 'never'
  readonly hlist?: HlistUse

  /** How it gets to know the pages that it maps; all but hmm_range_fault() take a reference. */
  readonly fill: 'hmm_range_fault' | 'get_user_pages' | 'get_user_pages_fast'
  /** How it learns, under its lock, that what it is about to map is out of date. */
  readonly check: 'sequence' | 'counter' | 'none'
  /** Whether a fault of several addresses samples the sequence once, before the first, or again before each. */
  readonly samplesSeq: 'once' | 'for each address'
  /** Whether a fill waits until no invalidation is open, where it goes by a counter. */
  readonly waitsForCounter?: boolean
  /** Whether the reference that the fill took stays with the mapping. */
  readonly pins?: Pins
  /** What its restore worker makes of a mapping whose VMA is gone, if it has such a worker. */
  readonly rebuildsLost?: 'erases it' | 'tries again later'
  /** How it holds mmap_lock while it fills, and whether longer than until it has the snapshot. */
  readonly mmapLock: { readonly mode: 'read' | 'write'; readonly until: 'snapshot' | 'stored' }

  /** Whether its migrations to the device collect its own device pages besides system pages. */
  readonly collectsOwn?: true
  /** What a lock of its own keeps apart, beyond a callback and an update of the mirror. */
  readonly serialises: 'nothing' | 'migrations' | 'migrations in and faults' | 'migrations and faults'
  /** Whether each device has that lock for itself; otherwise there is one for all of them. */
  readonly serialisesEachDevice?: boolean
  /** Whether it calls set_page_dirty() for a page that it takes out of its mirror and that the device may have written. */
  readonly dirties?: true
  /** Whether it marks what it is about to map dirty, for which it takes the folio lock under its own. */
  readonly dirtiesUnderLock?: true
  /** Whether it drops its reference on the mm under its lock, and takes the mm down there if that was the last one. */
  readonly putsMmUnderLock?: true
  /** Whether the device may ever write through its mirror; if not, every page is mapped read-only. */
  readonly mapsWritable: boolean
  /** How a page that was migrated in gets into the mirror: stored in the update step, or left to the next device fault. */
  readonly maps: 'update step' | 'device fault' | 'never'
  /** Whether the update step stores every destination, those that lost MIGRATE included. */
  readonly mapsLosers?: boolean
  /** Whether it gives up a migration of which some page cannot go. */
  readonly allOrNothing?: boolean
  /** Whether a hole's destination is cleared each time, or only when the memory was allocated. */
  readonly clears: 'each hole' | 'the buffer, once'
  /** Which copies of a page the driver precedes with an erase of its own mirror entry: none, to the device, back, or both. */
  readonly erasesBefore: 'nothing' | 'copy in' | 'copy back' | 'every copy'
  /** Whether it takes its lock for that. */
  readonly erasesUnderLock: boolean
  /**
   * Whether the bytes of a page are there when the driver goes on, or are awaited before it maps them; or whether it
   * awaits a copy engine that may fail, and does not look.
   */
  readonly copies: 'at once' | 'fenced' | 'unchecked'
  /** Whether it maps a device-exclusive page at once, or only if the sequence has not moved meanwhile; or asks for none. */
  readonly mapsExclusive: 'at once' | 'by sequence' | 'never'
  /** Whether a device access excludes the callback, by looking up and accessing under the driver's lock. */
  readonly accessesUnderLock: boolean
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
    /** Other files, and which of these functions are there. */
    readonly elsewhere?: Readonly<Record<string, readonly string[]>>
    /** What drops its references later, for those who pin. */
    readonly unpin?: string
    /** What rebuilds its mirror, for those who stop the device. */
    readonly rebuild?: string
    /** The lock that keeps migrations apart, for those who have one. */
    readonly serialise?: string
  }
}

type OwnStep = 'unpin' | 'rebuild' | 'serialise'
type CommonStep = Exclude<keyof Driver['functions'], OwnStep | 'file' | 'elsewhere'>

/** The driver's function for a step; what only some drivers do is part of something that all do. */
export function placeOf({ functions }: Driver, step: CommonStep | OwnStep, partOf: CommonStep = 'invalidate'): Place {
  const { file, elsewhere = {} } = functions
  const name = functions[step] ?? functions[partOf]
  return { function: name, file: Object.keys(elsewhere).find((other) => elsewhere[other]?.includes(name)) ?? file }
}

export const everything: Reaction = { setSeq: true, zap: true }
export const nothing: Reaction = { setSeq: false, zap: false }
