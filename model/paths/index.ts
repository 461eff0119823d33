import { cpuAccess } from './cpu-access.ts'
import { deviceAccess } from './device-access.ts'
import { deviceUnpin } from './device-unpin.ts'
import { evict } from './evict.ts'
import { fork } from './fork.ts'
import { getUserPages } from './get-user-pages.ts'
import { gpuDrive, gpuFault, gpuMigrate } from './gpu-driver.ts'
import { subscribe } from './interval-notifier.ts'
import { kworker } from './kworker.ts'
import { makeDeviceExclusive } from './make-device-exclusive.ts'
import { migratePages } from './migrate-pages.ts'
import { exitMm, mmputAsync } from './mmput.ts'
import { mremap } from './mremap.ts'
import type { Path } from './path.ts'
import { producerPath } from './producer-path.ts'
import { producers } from './producers/index.ts'
import { reclaim } from './reclaim.ts'
import { restoreWork } from './restore-work.ts'
import { svaAccess } from './sva-access.ts'
import { userfaultfdMove } from './userfaultfd-move.ts'

/** Every path that a thread can walk. */
export const paths: readonly Path[] = [
  gpuMigrate,
  gpuFault('read', 'write'),
  gpuDrive('read', 'write'),
  makeDeviceExclusive,
  deviceAccess,
  deviceUnpin,
  restoreWork,
  subscribe,
  cpuAccess,
  svaAccess,
  getUserPages,
  evict,
  fork,
  mremap,
  userfaultfdMove,
  migratePages,
  reclaim,
  kworker,
  exitMm,
  mmputAsync,
  ...producers.map(producerPath),
]
