/** Situations of migrate_vma_setup(): what it takes, and what it leaves. */
import { deviceOf } from '../names.ts'
import { candidate, shownBy } from '../paths/sight.ts'
import { atStep } from './situation.ts'

const collection = ['migrate_vma_collect_pmd'] as const

export const takesStrangersPage = atStep("setup takes another device's page", collection, ({ is, migrator }) => {
  const device = deviceOf(is.src)
  return device !== undefined && device !== migrator?.device
})

export const takesSystemPageIn = atStep(
  'a migration to the device takes a system page',
  collection,
  ({ is }) => !is.toSystem && is.src !== null && deviceOf(is.src) === undefined,
)

export const takesOwnPageIn = atStep(
  "a migration to the device takes a page that is the device's already",
  collection,
  ({ is, migrator }) => !is.toSystem && is.src !== null && deviceOf(is.src) === migrator?.device,
)

export const takesEmptyEntryIn = atStep(
  'a migration to the device notes an empty entry as a hole',
  collection,
  ({ was, is }) => !is.toSystem && was.pte.kind === 'none' && is.hole,
)

export const takesZeroPageIn = atStep(
  'a migration to the device notes the zero page as a hole',
  collection,
  ({ was, is }) => !is.toSystem && was.pte.kind === 'zero' && is.hole,
)

export const meetsSystemPageBack = atStep(
  'a migration back finds that a system page is mapped by now',
  collection,
  ({ was }) => was.toSystem && was.pte.kind === 'present',
)

export const takesSystemPageBack = atStep(
  'a migration back takes a system page',
  collection,
  ({ is }) => is.toSystem && is.src !== null && deviceOf(is.src) === undefined,
)

/** Up to 5.15 a page that is locked is noted first, and locked and unmapped later in setup: what counts is its end. */
export const handsOnPageUnprotected = atStep(
  'setup hands a page to the driver that it has not locked, or that the PTE still shows',
  ['alloc_and_copy'],
  ({ was, system, before, path }) =>
    was.src !== null &&
    (shownBy(was.pte) === was.src || before(system.folio(was.src)).context.holder !== path.ref.name),
)

export const leavesLockedPage = atStep(
  'setup meets a page that somebody else has locked, and leaves it',
  collection,
  ({ system, before, address, was, is }) => candidate(system, was, address, before) !== null && is.src === null,
)
