/**
 * The driver that obeys the documentation to the letter.
 *
 * Source:  Documentation/mm/hmm.rst, "Address space mirroring implementation and API" and "Migration to and from device
 *          memory": the callback completes the update before it returns; a snapshot is used only under the lock and
 *          after mmu_interval_read_retry(); step 3 invalidates the device's own mapping before a device page is copied
 *          back; step 5 updates the device's table for pages still migrating.
 *          A device-exclusive page is its own until it drops the folio lock: "Exclusive access memory" says no more.
 * Choices: it never skips an invalidation, which the documentation allows for its own MIGRATE. Its hardware uses the
 *          mirror without any lock.
 */
import { type Driver, everything } from './driver.ts'

export const contract: Driver = {
  name: 'contract',
  summary: 'obeys Documentation/mm/hmm.rst to the letter; invalidates on every event; maps in the update step',
  missingOn: () => undefined,
  listedOn: () => true,
  memory: true,
  mirror: true,
  interval: 'for the mirror',
  reaction: () => everything,
  unblockable: 'trylock',
  callbackLocks: 'always',
  fill: 'hmm_range_fault',
  check: 'sequence',
  samplesSeq: 'once',
  mmapLock: { mode: 'read', until: 'snapshot' },
  serialises: 'nothing',
  mapsWritable: true,
  maps: 'update step',
  clears: 'each hole',
  erasesBefore: 'copy back',
  erasesUnderLock: true,
  copies: 'at once',
  mapsExclusive: 'at once',
  accessesUnderLock: false,
  setsSrcOwner: 'on the way back',
  functions: {
    invalidate: 'ops->invalidate',
    migrate: 'mmap_read_lock',
    allocAndCopy: 'driver: alloc and copy',
    update: 'driver: update page table',
    store: 'driver: store snapshot',
    copyBack: 'driver: copy back',
    evict: 'driver: evict',
    read: 'device reads',
    write: 'device writes',
    file: 'Documentation/mm/hmm.rst',
  },
}
