/** What a promise file says: who promised what, what breaks it, and the check. */
import type { Property, See } from '../../checker/index.ts'
import { isMigrating, localsOf, type PathThread } from '../paths/path-thread.ts'
import type { Subscriber, System } from '../system.ts'

export interface Promised {
  readonly name: string
  /** The promise in one sentence. */
  readonly statement: string
  /** The kernel document, commit or mail that makes it. */
  readonly source: string
  /** A setting or a deed that breaks it; a test shows each. */
  readonly brokenBy: string
  /**
   * Not asked unless by name, or where a scenario does: it says how other promises are kept, breaks before they do, and
   * would hide which of them is broken in the end.
   */
  readonly byNameOnly?: true
  readonly build: (system: System, threads: readonly PathThread[], promise: Promised) => Property
}

/**
 * Whether a migration of this owner's is under way. Until it ends, the owner may leave its own mirror behind on purpose:
 * a driver that skips its own MIGRATE event updates its table itself (Documentation/mm/hmm.rst, steps 3 and 5). Nothing
 * that goes wrong meanwhile stays hidden, for no-stale-read, no-lost-write and no-dangling-mirror know no such excuse.
 */
export const ownMigration = (see: See, threads: readonly PathThread[], { name }: Subscriber): boolean =>
  threads.some((thread) => localsOf(see, thread).by === name && isMigrating(see, thread))
