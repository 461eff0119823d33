import { migrateVmaPagesNotifier } from './000-migrate-vma-pages-notifier.ts'
import { contextualInformation } from './001-contextual-information.ts'
import { removeRangeInvalidation } from './002-remove-range-invalidation.ts'
import { multipleOwners } from './003-multiple-owners.ts'
import { upsideDown } from './004-upside-down.ts'
import type { Claim } from './claim.ts'

/** Every claim, in the order of the documents. */
export const claims: readonly Claim[] = [
  ...migrateVmaPagesNotifier,
  ...contextualInformation,
  ...removeRangeInvalidation,
  ...multipleOwners,
  ...upsideDown,
]
