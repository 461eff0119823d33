import { ModelError, oneLine } from '../errors.ts'
import { isAllocationFailure } from './allocation.ts'
import type { Pause } from './breadth-first.ts'
import type { Found } from './expansion.ts'

/** Runs a search, and says what an error on the way makes of it. One that ends it for want of memory is its `refusal`. */
export function guarded(
  search: { readonly found: Found | undefined; refusal: string | undefined },
  run: () => Pause,
): Pause {
  try {
    return run()
  } catch (error) {
    // a model that is already known to be broken may well throw in the rest of the level; the finding stands
    if (error instanceof ModelError && search.found !== undefined) return 'done'
    if (!isAllocationFailure(error)) throw error
    search.refusal = oneLine(error)
    return 'no-memory'
  }
}
