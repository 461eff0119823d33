/**
 * amdgpu's user pointers, for graphics and for amdkfd.
 *
 * Source:  drivers/gpu/drm/amd/amdgpu/amdgpu_hmm.c, amdgpu_cs.c, amdgpu_amdkfd_gpuvm.c, read in 6.12.117.
 * Facts:   both refuse what may not sleep, and snapshot with hmm_range_fault(). For graphics, the callback sets the
 *          sequence and waits for the jobs that use the pages; amdgpu_cs_submit() asks for the sequence under
 *          notifier_lock before it hands a job to the GPU. For amdkfd, the callback stops the queues, on UNMAP too, and
 *          amdgpu_amdkfd_restore_userptr_worker() rebuilds.
 * Abstracts: a mapping of a buffer that no job may use any more is no mapping: where the callback has waited for the jobs,
 *          it is erased here.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const amdgpuUserptr: Driver = {
  ...contract,
  name: 'amdgpu-userptr',
  summary:
    'user pointers for graphics: sets the sequence and waits for the jobs; each submission asks for the sequence',
  since: '5.5',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  unblockable: 'refuses',
  functions: {
    ...contract.functions,
    invalidate: 'amdgpu_hmm_invalidate_gfx',
    store: 'amdgpu_cs_submit',
    read: 'GPU reads',
    write: 'GPU writes',
    file: 'drivers/gpu/drm/amd/amdgpu/amdgpu_hmm.c',
    elsewhere: { 'drivers/gpu/drm/amd/amdgpu/amdgpu_cs.c': ['amdgpu_cs_submit'] },
  },
}

export const amdgpuUserptrKfd: Driver = {
  ...amdgpuUserptr,
  name: 'amdgpu-userptr-kfd',
  summary: 'user pointers of amdkfd: stops the queues, and rebuilds before they run again',
  reaction: () => ({ setSeq: true, zap: false, stop: true }),
  rebuildsLost: 'erases it',
  functions: {
    ...amdgpuUserptr.functions,
    invalidate: 'amdgpu_hmm_invalidate_hsa',
    store: 'update_invalid_user_pages',
    rebuild: 'amdgpu_amdkfd_restore_userptr_worker',
    file: 'drivers/gpu/drm/amd/amdgpu/amdgpu_amdkfd_gpuvm.c',
    elsewhere: { 'drivers/gpu/drm/amd/amdgpu/amdgpu_hmm.c': ['amdgpu_hmm_invalidate_hsa'] },
  },
}
