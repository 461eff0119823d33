import { neverStuck } from '../../checker/index.ts'
import type { Promised } from './promise.ts'

/** Locks that are taken in either order, by threads that wait for each other; or by one that has its lock already. */
export const noLockCycle: Promised = {
  name: 'no-lock-cycle',
  statement:
    "nobody waits for ever for what others hold that wait for it: folio lock, driver's lock, mmap_lock, work items",
  source: 'mm/rmap.c, "Lock ordering in mm"; 2577b202458c (6.15) and 85eaeb5058f0 (6.0): locks taken in either order',
  brokenBy: 'lock-order with contract+dirty',
  byNameOnly: true,
  build: (_, threads, promise) =>
    neverStuck(
      promise.name,
      threads.map(({ ref }) => ref),
      promise,
    ),
}
