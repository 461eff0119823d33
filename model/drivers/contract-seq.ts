/**
 * The contract driver, but nothing enters its mirror except through a sequence check.
 *
 * Source:  what drm_gpusvm and xe do after a migration (drivers/gpu/drm/drm_gpusvm.c, get_pages): the migrated page is
 *          mapped by the next device fault, under mmu_interval_read_retry(), not by the update step. For device-exclusive
 *          pages nouveau_atomic_range_fault(), drivers/gpu/drm/nouveau/nouveau_svm.c, which also skips its own EXCLUSIVE.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

export const contractSeq: Driver = {
  ...contract,
  name: 'contract+seq',
  summary: 'as contract, but maps only through mmu_interval_read_retry(), never in the update step',
  maps: 'device fault',
  mapsExclusive: 'by sequence',
  // else it would never get past its own check
  reaction: ({ event, owner }, self) => (event === 'EXCLUSIVE' && owner === self ? nothing : everything),
}
