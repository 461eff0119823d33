import { amdgpuUserptr, amdgpuUserptrKfd } from './amdgpu-userptr.ts'
import { amdkfd, amdkfdNoXnack } from './amdkfd.ts'
import { uvmem } from './book3s-hv-uvmem.ts'
import { contract } from './contract.ts'
import { contractBoth } from './contract-both.ts'
import { contractFenced, contractUnchecked } from './contract-copy.ts'
import { contractDirty } from './contract-dirty.ts'
import { contractMmput } from './contract-mmput.ts'
import { contractSeq } from './contract-seq.ts'
import { contractSkip } from './contract-skip.ts'
import type { Driver } from './driver.ts'
import { gntdev } from './gntdev.ts'
import { gpusvm } from './gpusvm.ts'
import { gru } from './gru.ts'
import { hfi1Sdma, hfi1Tid } from './hfi1.ts'
import { nouveau5_4 } from './hmm-mirror.ts'
import { i915Userptr } from './i915-userptr.ts'
import { kvm, kvmApic } from './kvm.ts'
import { nouveau } from './nouveau.ts'
import { radeonUserptr } from './radeon-userptr.ts'
import { scifDma } from './scif-dma.ts'
import { skipAll } from './skip-all.ts'
import { skipOwnDrivers, skipOwnFamily } from './skip-own.ts'
import { srcOwnerAlways } from './src-owner-always.ts'
import { testHmm, testHmm5_8 } from './test-hmm.ts'
import { umemOdp } from './umem-odp.ts'
import { variantNamed } from './variants.ts'

const single: readonly Driver[] = [
  contract,
  contractSeq,
  contractSkip,
  contractFenced,
  contractUnchecked,
  testHmm5_8,
  testHmm,
  nouveau5_4,
  nouveau,
  amdkfd,
  amdkfdNoXnack,
  gpusvm,
  uvmem,
  umemOdp,
  amdgpuUserptr,
  amdgpuUserptrKfd,
  i915Userptr,
  radeonUserptr,
  hfi1Tid,
  hfi1Sdma,
  scifDma,
  gru,
  gntdev,
  kvm,
  kvmApic,
  // those that exist for the sake of a claim, or of a scenario
  contractBoth,
  contractDirty,
  contractMmput,
  skipAll,
  srcOwnerAlways,
]

/** Every driver that a device may have, by name: first the model's own, then those of the kernel. */
export const drivers: readonly Driver[] = [...single, ...skipOwnDrivers]

/** For a list to read: a family of drivers, one for each combination of habits, is one entry. */
export const driverCatalogue: readonly CatalogueEntry[] = [...single, skipOwnFamily]

type CatalogueEntry = Pick<Driver, 'name' | 'summary' | 'since' | 'until' | 'missingOn'>

/** The driver of that name, or one that differs from it in what its name says: see ./variants.ts. */
export const driverNamed = (name: string): Driver | undefined => variantNamed(name, drivers)
