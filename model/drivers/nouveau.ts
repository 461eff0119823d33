/**
 * nouveau's shared virtual memory: faults of the GPU (svm) and migration to VRAM (dmem).
 *
 * Source:  drivers/gpu/drm/nouveau/nouveau_svm.c, nouveau_dmem.c, read in 6.12.117.
 * Facts:   it listens twice. A struct mmu_notifier in the list clears the GPU's entries, except for its own MIGRATE; an
 *          interval subscription of one page, inserted for each fault and removed after it, only moves the sequence. "Very
 *          hacky", says its comment: it counts on the interval callbacks being called first.
 *          nouveau_dmem_migrate_copy_one() computes what to map for each page before migrate_vma_pages(), and
 *          nouveau_dmem_migrate_chunk() maps all of it after, whether or not the page still has MIGRATE.
 *          One worker serves the faults of a GPU; a migration is an ioctl beside it.
 *          The copy is a command of the GPU, whose fence is awaited: a little earlier here, see ./contract-copy.ts.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

export const nouveau: Driver = {
  ...contract,
  name: 'nouveau',
  summary: 'clears its table from the list, except for its own MIGRATE; subscribes anew for each fault; maps losers',
  since: '5.9',
  shownOn: '6.12',
  interval: 'for a fault',
  reaction: ({ event, owner }, self) =>
    event === 'EXCLUSIVE' && owner === self ? nothing : { setSeq: true, zap: false },
  hlist: {
    reaction: ({ event, owner }, self) => (event === 'MIGRATE' && owner === self ? nothing : everything),
    unblockable: 'refuses',
    readersSee: 'nothing',
    functions: { start: 'nouveau_svmm_invalidate_range_start', file: 'drivers/gpu/drm/nouveau/nouveau_svm.c' },
  },
  mapsLosers: true,
  copies: 'fenced',
  functions: {
    invalidate: 'nouveau_svm_range_invalidate',
    migrate: 'nouveau_svmm_bind',
    allocAndCopy: 'nouveau_dmem_migrate_copy_one',
    update: 'nouveau_dmem_migrate_chunk',
    store: 'nouveau_range_fault',
    copyBack: 'nouveau_dmem_migrate_to_ram',
    evict: 'nouveau_dmem_evict_chunk',
    read: 'GPU reads',
    write: 'GPU writes',
    file: 'drivers/gpu/drm/nouveau/nouveau_svm.c',
    elsewhere: {
      'drivers/gpu/drm/nouveau/nouveau_dmem.c': [
        'nouveau_dmem_migrate_copy_one',
        'nouveau_dmem_migrate_chunk',
        'nouveau_dmem_migrate_to_ram',
        'nouveau_dmem_evict_chunk',
      ],
    },
  },
}
