import { copyBeforeExpose } from './copy-before-expose.ts'
import { cpuAccessCompletes } from './cpu-access-completes.ts'
import { deviceFaultCompletes } from './device-fault-completes.ts'
import { driverMapsSurvivorsOnly } from './driver-maps-survivors-only.ts'
import { exclusiveMeansExclusive } from './exclusive-means-exclusive.ts'
import { failedMigrationRestores } from './failed-migration-restores.ts'
import { holeReplacedMirrorsGone } from './hole-replaced-mirrors-gone.ts'
import { invalidateBeforeReplace } from './invalidate-before-replace.ts'
import { lruOnce } from './lru-once.ts'
import { migrationEntriesConserved } from './migration-entries-conserved.ts'
import { migrationEntryImpliesLocked } from './migration-entry-implies-locked.ts'
import { mirrorAgreesWithPte } from './mirror-agrees-with-pte.ts'
import { noCallbackAfterRemove } from './no-callback-after-remove.ts'
import { noDanglingMirror } from './no-dangling-mirror.ts'
import { noEndlessFault } from './no-endless-fault.ts'
import { noLockCycle } from './no-lock-cycle.ts'
import { noLostWrite } from './no-lost-write.ts'
import { noStaleRead } from './no-stale-read.ts'
import { noUnnoticedWrite } from './no-unnoticed-write.ts'
import { nonblockableNeverSleeps } from './nonblockable-never-sleeps.ts'
import { notifierPaired } from './notifier-paired.ts'
import { oneInserterWins } from './one-inserter-wins.ts'
import { oneSeqPerSnapshot } from './one-seq-per-snapshot.ts'
import { ownerIsolation } from './owner-isolation.ts'
import { pinnedNotMoved } from './pinned-not-moved.ts'
import type { Promised } from './promise.ts'
import { refcountConserved } from './refcount-conserved.ts'
import { rssConserved } from './rss-conserved.ts'
import { softDirtyCarried } from './soft-dirty-carried.ts'
import { sourceStableDuringCopy } from './source-stable-during-copy.ts'
import { tlbFlushedBeforeFree } from './tlb-flushed-before-free.ts'
import { waitersWoken } from './waiters-woken.ts'
import { writableImpliesExclusive } from './writable-implies-exclusive.ts'
import { zeroPageImmutable } from './zero-page-immutable.ts'

/** Every promise. Where two break at the same depth, the earlier one here is reported. */
export const promises: readonly Promised[] = [
  noDanglingMirror,
  noLostWrite,
  noStaleRead,
  holeReplacedMirrorsGone,
  mirrorAgreesWithPte,
  invalidateBeforeReplace,
  sourceStableDuringCopy,
  oneInserterWins,
  driverMapsSurvivorsOnly,
  copyBeforeExpose,
  zeroPageImmutable,
  ownerIsolation,
  migrationEntryImpliesLocked,
  migrationEntriesConserved,
  failedMigrationRestores,
  writableImpliesExclusive,
  pinnedNotMoved,
  refcountConserved,
  lruOnce,
  rssConserved,
  notifierPaired,
  noCallbackAfterRemove,
  nonblockableNeverSleeps,
  oneSeqPerSnapshot,
  exclusiveMeansExclusive,
  tlbFlushedBeforeFree,
  softDirtyCarried,
  noUnnoticedWrite,
  noEndlessFault,
  cpuAccessCompletes,
  deviceFaultCompletes,
  waitersWoken,
  noLockCycle,
]
