/**
 * The kernel's own test driver.
 *
 * Source:  lib/test_hmm.c: dmirror_interval_invalidate(), dmirror_migrate_to_device(), dmirror_migrate_finalize_and_map(),
 *          dmirror_devmem_fault(), dmirror_fault().
 * Facts:   5.8 sets the sequence and erases on every event. From 5.9 on its own MIGRATE returns at once, before
 *          mmu_interval_set_seq(), and the copy back to system memory erases the entry without dmirror->mutex (5.8 held it). A read or
 *          write looks up and accesses under dmirror->mutex.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

const functions = {
  invalidate: 'dmirror_interval_invalidate',
  migrate: 'dmirror_migrate_to_device',
  allocAndCopy: 'dmirror_migrate_alloc_and_copy',
  update: 'dmirror_migrate_finalize_and_map',
  store: 'dmirror_do_fault',
  copyBack: 'dmirror_devmem_fault_alloc_and_copy',
  evict: 'dmirror_device_evict_chunk',
  read: 'dmirror_do_read',
  write: 'dmirror_do_write',
  file: 'lib/test_hmm.c',
}

/** test_hmm as the chosen kernel ships it. */
export const testHmm: Driver = {
  ...contract,
  name: 'test_hmm',
  summary: "lib/test_hmm.c as the kernel ships it; from 5.9 on its callback ignores the driver's own MIGRATE",
  missingOn: ({ testHmmSkip }) => (testHmmSkip === 'absent' ? 'lib/test_hmm.c appeared in 5.8' : undefined),
  listedOn: ({ testHmmSkip }) => testHmmSkip !== 'no', // on 5.8 it is test_hmm@5.8, which has the row
  reaction: ({ event, owner }, self, { testHmmSkip }) => {
    if (event !== 'MIGRATE' || owner !== self || testHmmSkip === 'no') return everything
    return testHmmSkip === 'keeps-seq' ? { setSeq: true, zap: false } : nothing
  },
  erasesUnderLock: false,
  accessesUnderLock: true,
  functions,
}

/** test_hmm of 5.8, before it learned to skip; on any kernel, to compare. */
export const testHmm5_8: Driver = {
  ...testHmm,
  name: 'test_hmm@5.8',
  summary: 'lib/test_hmm.c of 5.8: sequence and erase on every event',
  listedOn: ({ testHmmSkip }) => testHmmSkip === 'no',
  reaction: () => everything,
  erasesUnderLock: true,
}
