/**
 * nouveau as it was while drivers mirrored a process with hmm_mirror.
 *
 * Source:  nouveau_svmm_sync_cpu_device_pagetables(), nouveau_range_fault(), nouveau_range_done() of
 *          drivers/gpu/drm/nouveau/nouveau_svm.c before 5.5, as far as the patches show them that changed them for 5.3 and
 *          5.5; mm/hmm.c of 5.3. The migration back is that of `contract`, without an erasure of its own: from memory.
 *          Up to 6.11 a copy that failed late went unnoticed: ./contract-copy.ts.
 * Facts:   it holds mmap_lock until it has mapped, clears its table on every event, and refuses to do so without sleeping.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

const file = 'drivers/gpu/drm/nouveau/nouveau_svm.c'

export const nouveau5_4: Driver = {
  ...contract,
  name: 'nouveau@5.4',
  summary: 'nouveau of 5.1 to 5.4: an hmm_mirror, cleared on every event; maps only through hmm_range_valid()',
  since: '5.1',
  until: '5.5',
  shownOn: '5.4',
  unblockable: 'refuses',
  maps: 'device fault',
  erasesBefore: 'nothing',
  copies: 'unchecked',
  functions: {
    ...contract.functions,
    invalidate: 'nouveau_svmm_sync_cpu_device_pagetables',
    migrate: 'nouveau_svmm_bind',
    allocAndCopy: 'nouveau_dmem_migrate_copy_one',
    update: 'nouveau_dmem_migrate_chunk',
    store: 'nouveau_svm_fault',
    copyBack: 'nouveau_dmem_migrate_to_ram',
    read: 'GPU reads',
    write: 'GPU writes',
    file,
    elsewhere: {
      'drivers/gpu/drm/nouveau/nouveau_dmem.c': [
        'nouveau_dmem_migrate_copy_one',
        'nouveau_dmem_migrate_chunk',
        'nouveau_dmem_migrate_to_ram',
      ],
    },
  },
}
