/** What a promise file says: who promised what, what breaks it, and the check. */
import type { Property, See, ThreadRef } from '../../checker/index.ts'
import type { Device } from '../names.ts'
import type { Locals } from '../paths/locals.ts'
import type { System } from '../system.ts'

/** A kernel path of the configuration, as promises look at it. */
export interface PathThread {
  readonly ref: ThreadRef
  /** The GPU that it works for; none for the CPU's own paths. */
  readonly device: Device | undefined
}

export interface Promised {
  readonly name: string
  /** The promise in one sentence. */
  readonly statement: string
  /** The kernel document, commit or mail that makes it. */
  readonly source: string
  /** A setting or a deed that breaks it; a test shows each. */
  readonly brokenBy: string
  readonly build: (system: System, threads: readonly PathThread[], promise: Promised) => Property
}

export const localsOf = (see: See, { ref }: PathThread): Locals => see(ref).context as Locals

/** Whether a path is between migrate_vma_setup()'s collection and the end of migrate_vma_finalize(). */
export const isMigrating = (see: See, { ref }: PathThread): boolean => see(ref).hasTag('migrating')

/**
 * Whether a migration of this owner's is under way. Until it ends, the owner may leave its own mirror behind on purpose:
 * a driver that skips its own MIGRATE event updates its table itself (Documentation/mm/hmm.rst, steps 3 and 5). Nothing
 * that goes wrong meanwhile stays hidden, for no-stale-read, no-lost-write and no-dangling-mirror know no such excuse.
 */
export const ownMigration = (see: See, threads: readonly PathThread[], device: Device): boolean =>
  threads.some((thread) => isMigrating(see, thread) && localsOf(see, thread).owner === device)
