/**
 * A caller of migrate_vma_setup() that fills in src_owner for a migration to the device too.
 *
 * Source:  Ralph Campbell on "mm: handle multiple owners of device private pages in migrate_vma", 16 March 2020, weighs it.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const srcOwnerAlways: Driver = {
  ...contract,
  name: 'src-owner-always',
  summary: 'as contract, but sets src_owner for migrations to the device too',
  missingOn: ({ ownerFilter }) => (ownerFilter === 'src_owner' ? undefined : 'only 5.7 and 5.8 have src_owner'),
  listedOn: () => false,
  setsSrcOwner: 'always',
}
