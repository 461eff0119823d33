import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

/** A driver that moves whatever is in a range, from system memory and from its own: MIGRATE_VMA_SELECT_SYSTEM and _DEVICE_PRIVATE. */
export const contractBoth: Driver = {
  ...contract,
  name: 'contract+both',
  summary: 'as contract, but a migration to the device collects its own pages, too',
  missingOn: ({ ownerFilter }) => (ownerFilter === 'flags' ? undefined : 'a migration has no flags to select pages by'),
  listedOn: () => false,
  collectsOwn: true,
}
