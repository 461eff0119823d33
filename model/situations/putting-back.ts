/** Situations of a page that was collected and then does not migrate, and of one that does. */
import { deviceOf } from '../names.ts'
import { mirrorOf } from '../paths/sight.ts'
import { atStep, type SeenStep } from './situation.ts'

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

/** Whether a step meets the migration entry that stands for the page that it works on. */
const findsMigrationEntry = ({ was }: SeenStep): boolean => was.pte.kind === 'migration' && was.pte.frame === was.src

export const stayingPageChanges = atStep(
  'a page that lost MIGRATE is not mapped again as it was',
  ['remove_migration_ptes'],
  (step) =>
    step.was.lost &&
    findsMigrationEntry(step) &&
    (step.is.pte.frame !== step.was.src ||
      step.is.pte.kind !== (deviceOf(step.was.src) === undefined ? 'present' : 'device') ||
      step.is.pte.writable !== step.was.writable),
)

export const migratedPageIsAnother = atStep(
  'a page that kept MIGRATE is replaced by something else than dst',
  ['remove_migration_ptes'],
  (step) => !step.was.lost && findsMigrationEntry(step) && step.is.pte.frame !== step.was.dst,
)

export const mapsPageThatStays = atStep(
  'the driver maps a page that lost MIGRATE',
  ['update device table', 'finalize_and_map'],
  ({ system, migrator, was, after }) =>
    migrator !== undefined &&
    was.entries.some(
      ({ at, dst, lost }) =>
        at !== null && dst !== null && lost && mirrorOf(migrator, system.address(at), after).frame === dst,
    ),
)
