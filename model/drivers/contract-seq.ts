/**
 * The contract driver, but nothing enters its mirror except through a sequence check.
 *
 * Source:  what drm_gpusvm and xe do after a migration (drivers/gpu/drm/drm_gpusvm.c, get_pages): the migrated page is
 *          mapped by the next device fault, under mmu_interval_read_retry(), not by the update step.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const contractSeq: Driver = {
  ...contract,
  name: 'contract+seq',
  summary: 'as contract, but maps only through mmu_interval_read_retry(), never in the update step',
  maps: 'device fault',
}
