import { batch } from './batch.ts'
import { batches } from './batches.ts'
import { bothWays } from './both-ways.ts'
import { bystander } from './bystander.ts'
import { childMirror } from './child-mirror.ts'
import { compaction } from './compaction.ts'
import { cpuVsGpu } from './cpu-vs-gpu.ts'
import { discard } from './discard.ts'
import { evict } from './evict.ts'
import { evictRace } from './evict-race.ts'
import { exclusive, exclusiveFaults, exclusiveFork } from './exclusive.ts'
import { exclusiveMoves } from './exclusive-moves.ts'
import { faultRace } from './fault-race.ts'
import { faultStorm } from './fault-storm.ts'
import { forkCow } from './fork-cow.ts'
import { forkMigrate } from './fork-migrate.ts'
import { forkMirrors } from './fork-mirrors.ts'
import { forkRange } from './fork-range.ts'
import { holeRace } from './hole-race.ts'
import { lastMmput } from './last-mmput.ts'
import { lockOrder } from './lock-order.ts'
import { lru } from './lru.ts'
import { melee } from './melee.ts'
import { mremap } from './mremap.ts'
import { mremapShared } from './mremap-shared.ts'
import { mremapUnmap } from './mremap-unmap.ts'
import { oom, oomRestore } from './oom.ts'
import { ownFault } from './own-fault.ts'
import { pinned } from './pinned.ts'
import { producerScenarios } from './producers.ts'
import { protectFork } from './protect-fork.ts'
import { protectMigrate } from './protect-migrate.ts'
import { rangeFault } from './range-fault.ts'
import { reclaim } from './reclaim.ts'
import { refill } from './refill.ts'
import { register } from './register.ts'
import type { Scenario } from './scenario.ts'
import {
  softDirtyCompaction,
  softDirtyExclusive,
  softDirtyFork,
  softDirtyMigrate,
  softDirtyMremap,
  softDirtyProtect,
  softDirtyReturn,
  softDirtySwap,
} from './soft-dirty.ts'
import { sva } from './sva.ts'
import { swapDiscard } from './swap-discard.ts'
import { swapFork } from './swap-fork.ts'
import { swapMigrate } from './swap-migrate.ts'
import { swapMirror, swapPinned } from './swap-mirror.ts'
import { swapMove } from './swap-move.ts'
import { tlb } from './tlb.ts'
import { twoFiles } from './two-files.ts'
import { unmap } from './unmap.ts'
import { userfaultfdBusy, userfaultfdMoves } from './userfaultfd-move.ts'
import { writeFaults } from './write-faults.ts'
import { writeProtects } from './write-protects.ts'
import { zeroPage } from './zero-page.ts'

/** Every scenario, by name. */
export const scenarios: readonly Scenario[] = [
  holeRace,
  ownFault,
  cpuVsGpu,
  faultRace,
  faultStorm,
  discard,
  unmap,
  pinned,
  refill,
  bystander,
  twoFiles,
  register,
  oom,
  oomRestore,
  batch,
  batches,
  rangeFault,
  exclusive,
  exclusiveFaults,
  exclusiveFork,
  exclusiveMoves,
  forkCow,
  forkMigrate,
  forkMirrors,
  forkRange,
  childMirror,
  evict,
  evictRace,
  compaction,
  lockOrder,
  lastMmput,
  mremap,
  mremapUnmap,
  mremapShared,
  userfaultfdMoves,
  userfaultfdBusy,
  protectMigrate,
  protectFork,
  reclaim,
  swapMirror,
  swapPinned,
  swapFork,
  swapMigrate,
  swapMove,
  swapDiscard,
  lru,
  tlb,
  zeroPage,
  writeProtects,
  sva,
  softDirtyReturn,
  softDirtyCompaction,
  softDirtyMigrate,
  softDirtyFork,
  softDirtyProtect,
  softDirtyMremap,
  softDirtySwap,
  softDirtyExclusive,
  ...producerScenarios,
  // those that exist for a claim's sake
  bothWays,
  writeFaults,
  // and the one that is there for its size
  melee,
]
