import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

/** A driver that calls mmput() under its lock: drivers/infiniband/core/umem_odp.c up to 85eaeb5058f0. */
export const contractMmput: Driver = {
  ...contract,
  name: 'contract+mmput',
  summary: 'as contract, but it may drop the last reference on the mm while it has its own lock',
  listedOn: () => false,
  putsMmUnderLock: true,
}
