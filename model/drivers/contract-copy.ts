/**
 * The contract driver with a copy engine that works beside it.
 *
 * Source:  nouveau_dmem_copy_one() and nouveau_dmem_fence_done(), drivers/gpu/drm/nouveau/nouveau_dmem.c: the copy is
 *          queued, and its fence awaited; up to 835745a377a4 (6.12) a late failure left the destination as it was.
 * Abstracts: the fence is awaited before migrate_vma_pages(), where nouveau awaits it after; nobody can look between.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const contractFenced: Driver = {
  ...contract,
  name: 'contract+fenced',
  summary: 'as contract, but copies with an engine and awaits its fence',
  listedOn: () => false,
  copies: 'fenced',
}

export const contractUnchecked: Driver = {
  ...contractFenced,
  name: 'contract+unchecked',
  summary: 'as contract+fenced, but does not look whether the engine failed',
  copies: 'unchecked',
}
