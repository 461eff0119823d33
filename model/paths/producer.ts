/**
 * A producer of invalidations, as data: who changes page tables behind the back of the secondary MMUs, and how they are
 * told. Each is one file in ./producers; one machine, ./producer-path.ts, runs them all.
 */
import type { Event } from '../drivers/driver.ts'
import type { Switches } from '../switches.ts'
import type { FlushesLate, Need, PageDeed, VmaChange } from './vocabulary/producer.ts'
import type { PteChanges } from './vocabulary/pte-changes.ts'
import type { FlushKind } from './vocabulary/tlb.ts'

/** A kernel function, and the file that it is in. */
export interface Place {
  readonly function: string
  readonly file: string
}

export interface Producer {
  readonly name: string
  readonly summary: string
  /** Where it is described. */
  readonly file: string
  readonly mmapLock: MmapLock | ((switches: Switches) => MmapLock)
  /** How it takes the lock of the mapped page, on which it has a reference by then. */
  readonly folioLock: 'none' | 'trylock' | 'lock'
  /** Whether it allocates a page first, to put that in the place of the mapped one. */
  readonly newPage?: true
  /** Whether soft-dirty tracking begins anew with it: it takes VM_SOFTDIRTY, and tells user space when it has done. */
  readonly clearsSoftDirty?: true
  readonly begins: Place
  /** How it may begin: in the first way for which nothing is missing. */
  readonly ways: readonly Way[]
  /** What it does under its locks, in this order. */
  readonly acts: readonly Act[]
  /** Which addresses it flushes from the TLBs at the end of all, before it puts pages and unlocks. */
  readonly flushes?: FlushesLate
  /** Where it puts the pages that it still holds, and unlocks; left out where there is neither. */
  readonly finishes?: Place
}

/** `trylock` takes it for reading, or does nothing at all; `downgrade` takes it for writing, and keeps it for reading. */
export type MmapLock = 'none' | 'read' | 'trylock' | 'write' | 'downgrade'

export interface Way {
  readonly says: string | ((switches: Switches) => string)
  readonly needs?: readonly Need[]
  /** What it does to the VMA at once. */
  readonly vma?: VmaChange
  /** Whether it marks the mm as one whose memory may be gone. */
  readonly marksUnstable?: true
}

/**
 * One critical section. Where one backs off, those after it are left out, but not the end of an invalidation that has
 * begun.
 */
export type Act = Start | Change | End

/** mmu_notifier_invalidate_range_start() */
export interface Start {
  readonly act: 'start'
  readonly at: Place
  /** What `at` calls to open it, if it does not do that itself. */
  readonly in?: Place
  readonly event: Event
  /** False: the callbacks may not sleep, and if one refuses nothing is changed. */
  readonly blockable?: false
  /** What is announced, if not all that is changed. */
  readonly range?: 'the first address'
}

/** What is done under the page-table lock, to each address; or to the pages that were taken out of the page table. */
export interface Change {
  readonly act: 'change'
  readonly at: Place
  readonly says: string
  readonly pte?: PteChanges
  readonly page?: PageDeed
  /** Whether the TLBs are flushed before the page-table lock is dropped. */
  readonly flush?: FlushKind
  /** It backs off where one of these is missing. */
  readonly needs?: readonly Need[]
  /** What it does to the PTE then. */
  readonly otherwise?: PteChanges
}

/** mmu_notifier_invalidate_range_end() */
export interface End {
  readonly act: 'end'
}
