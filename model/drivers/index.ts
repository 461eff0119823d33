import { contract } from './contract.ts'
import { contractFenced, contractUnchecked } from './contract-copy.ts'
import { contractSeq } from './contract-seq.ts'
import { contractSkip } from './contract-skip.ts'
import type { Driver } from './driver.ts'
import { skipAll } from './skip-all.ts'
import { skipOwnDrivers, skipOwnFamily } from './skip-own.ts'
import { srcOwnerAlways } from './src-owner-always.ts'
import { testHmm, testHmm5_8 } from './test-hmm.ts'

const single: readonly Driver[] = [
  contract,
  contractSeq,
  contractSkip,
  contractFenced,
  contractUnchecked,
  testHmm5_8,
  testHmm,
  // those that exist for a claim's sake
  skipAll,
  srcOwnerAlways,
]

/** Every driver that a device may have, by name. */
export const drivers: readonly Driver[] = [...single, ...skipOwnDrivers]

/** For a list to read: a family of drivers, one for each combination of habits, is one entry. */
export const driverCatalogue: readonly Pick<Driver, 'name' | 'summary' | 'missingOn'>[] = [...single, skipOwnFamily]
