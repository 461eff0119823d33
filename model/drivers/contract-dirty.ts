import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

/** A driver that marks what it maps dirty while it holds its lock: xe userptr, from 6.14 to 2577b202458c. */
export const contractDirty: Driver = {
  ...contract,
  name: 'contract+dirty',
  summary: 'as contract, but it marks what it maps dirty under its own lock, and takes the folio lock for that',
  listedOn: () => false,
  dirtiesUnderLock: true,
}
