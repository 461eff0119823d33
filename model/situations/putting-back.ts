/** Situations of a page that was collected and then does not migrate, and of one that does. */
import { deviceOf } from '../names.ts'
import { atStep } from './situation.ts'

export const skipsPinnedPage = atStep(
  'a page with an unexplained reference loses MIGRATE before the copy',
  ['migrate_device_unmap'],
  ({ was, is }) => !was.lost && is.lost,
)

export const driverLeavesPage = atStep(
  'the driver leaves dst empty, and the page loses MIGRATE',
  ['migrate_vma_pages'],
  ({ was, is }) => was.src !== null && was.dst === null && is.lost,
)

export const failsAfterCopyOfSystemPage = atStep(
  'a system page loses MIGRATE after it was copied',
  ['migrate_vma_pages'],
  ({ was, is }) => was.src !== null && deviceOf(was.src) === undefined && was.dst !== null && !was.lost && is.lost,
)

export const failsAfterCopyOfDevicePage = atStep(
  'a device page loses MIGRATE after it was copied',
  ['migrate_vma_pages'],
  ({ was, is }) => was.src !== null && deviceOf(was.src) !== undefined && was.dst !== null && !was.lost && is.lost,
)

export const stayingPageChanges = atStep(
  'a page that lost MIGRATE is not mapped again as it was',
  ['remove_migration_ptes'],
  ({ was, is }) =>
    was.lost &&
    was.pte.kind === 'migration' &&
    (is.pte.frame !== was.src ||
      is.pte.kind !== (deviceOf(was.src) === undefined ? 'present' : 'device') ||
      is.pte.writable !== was.srcWritable),
)

export const migratedPageIsAnother = atStep(
  'a page that kept MIGRATE is replaced by something else than dst',
  ['remove_migration_ptes'],
  ({ was, is }) => !was.lost && was.pte.kind === 'migration' && is.pte.frame !== was.dst,
)

export const mapsPageThatStays = atStep(
  'the driver maps a page that lost MIGRATE',
  ['update device table'],
  ({ was }) => was.lost,
)
