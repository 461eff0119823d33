/**
 * amdkfd's shared virtual memory, with and without XNACK: whether the GPU can retry an access that faulted.
 *
 * Source:  drivers/gpu/drm/amd/amdkfd/kfd_svm.c, kfd_migrate.c, read in 6.12.117.
 * Facts:   svm_range_cpu_invalidate_pagetables() returns early only for RELEASE, and never looks at the owner nor at
 *          whether it may sleep. With XNACK it erases; without, it stops the queues and leaves the rest to
 *          svm_range_restore_work(), unless it is an UNMAP.
 *          Whatever was migrated is mapped by svm_range_validate_and_map(), under a sequence check. svms->lock and
 *          prange->migrate_mutex keep migrations, CPU faults on VRAM and GPU faults apart.
 *          VRAM is cleared when a range gets its buffer (svm_range_vram_node_new()); a hole that is migrated into a buffer
 *          which is still there is not cleared again (svm_migrate_copy_to_vram()).
 * Omits:   splitting of ranges, more than one GPU for a range, prefetch and access attributes. The sequence is remembered
 *          before the locks are taken, not under them.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

const functions = {
  invalidate: 'svm_range_cpu_invalidate_pagetables',
  migrate: 'svm_migrate_to_vram',
  allocAndCopy: 'svm_migrate_copy_to_vram',
  update: 'svm_migrate_vma_to_vram',
  store: 'svm_range_validate_and_map',
  copyBack: 'svm_migrate_copy_to_ram',
  evict: 'svm_range_evict_svm_bo_worker',
  read: 'GPU reads',
  write: 'GPU writes',
  rebuild: 'svm_range_restore_work',
  serialise: 'svm_range_restore_pages',
  file: 'drivers/gpu/drm/amd/amdkfd/kfd_svm.c',
  elsewhere: {
    'drivers/gpu/drm/amd/amdkfd/kfd_migrate.c': [
      'svm_migrate_to_vram',
      'svm_migrate_copy_to_vram',
      'svm_migrate_vma_to_vram',
      'svm_migrate_copy_to_ram',
    ],
  },
}

export const amdkfd: Driver = {
  ...contract,
  name: 'amdkfd',
  summary: 'amdkfd with XNACK: erases on every event, maps only through the sequence check, one lock around it all',
  since: '5.14',
  shownOn: '6.12',
  reaction: ({ event }) => (event === 'RELEASE' ? nothing : everything),
  unblockable: 'sleeps',
  mmapLock: { mode: 'read', until: 'stored' },
  serialises: 'migrations and faults',
  maps: 'device fault',
  clears: 'the buffer, once',
  erasesBefore: 'nothing',
  mapsExclusive: 'never',
  functions,
}

export const amdkfdNoXnack: Driver = {
  ...amdkfd,
  name: 'amdkfd-noxnack',
  summary: 'amdkfd without XNACK: stops the queues instead of erasing, and rebuilds before they run again',
  reaction: ({ event }) => {
    if (event === 'RELEASE') return nothing
    return event === 'UNMAP' ? everything : { setSeq: true, zap: false, stop: true }
  },
  rebuildsLost: 'tries again later',
}
