import { contract } from './contract.ts'
import { contractFenced, contractUnchecked } from './contract-copy.ts'
import { contractSeq } from './contract-seq.ts'
import { contractSkip } from './contract-skip.ts'
import type { Driver } from './driver.ts'
import { testHmm, testHmm5_8 } from './test-hmm.ts'
import { variantNamed } from './variants.ts'

/** Every driver that a device may have, by name. */
export const drivers: readonly Driver[] = [
  contract,
  contractSeq,
  contractSkip,
  contractFenced,
  contractUnchecked,
  testHmm5_8,
  testHmm,
]

/** The driver of that name, or one that differs from it in what its name says: see ./variants.ts. */
export const driverNamed = (name: string): Driver | undefined => variantNamed(name, drivers)
