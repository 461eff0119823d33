/**
 * Whether a device runs: some drivers stop it instead of erasing its table, and rebuild the table before it goes on.
 *
 * Kernel:  kgd2kfd_quiesce_mm(), kgd2kfd_resume_mm()   drivers/gpu/drm/amd/amdkfd/kfd_device.c
 *          svms->evicted_ranges: svm_range_evict(), svm_range_restore_work()   drivers/gpu/drm/amd/amdkfd/kfd_svm.c
 *          process_info->evicted_bos   drivers/gpu/drm/amd/amdgpu/amdgpu_amdkfd_gpuvm.c
 * Keeps:   of the count of evictions only whether it moved since the worker read it.
 */
import { setup } from 'xstate'

export const queues = setup({
  types: { events: {} as { type: 'quiesce' } | { type: 'read_evictions' } | { type: 'resume' } },
}).createMachine({
  id: 'queues',
  initial: 'running',
  states: {
    running: { on: { quiesce: 'stopped' } },
    stopped: { on: { quiesce: {}, read_evictions: 'being restored' } },
    'being restored': {
      description: 'The restore worker has read the count of evictions.',
      on: { quiesce: 'evicted again', read_evictions: {}, resume: 'running' },
    },
    'evicted again': { on: { quiesce: {}, read_evictions: 'being restored' } },
  },
})
