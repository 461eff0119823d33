import { batch } from './batch.ts'
import { cpuVsGpu } from './cpu-vs-gpu.ts'
import { discard } from './discard.ts'
import { exclusive } from './exclusive.ts'
import { faultRace } from './fault-race.ts'
import { holeRace } from './hole-race.ts'
import { ownFault } from './own-fault.ts'
import { pinned } from './pinned.ts'
import { rangeFault } from './range-fault.ts'
import type { Scenario } from './scenario.ts'
import { unmap } from './unmap.ts'

/** Every scenario, by name. */
export const scenarios: readonly Scenario[] = [
  holeRace,
  ownFault,
  cpuVsGpu,
  faultRace,
  discard,
  unmap,
  pinned,
  batch,
  rangeFault,
  exclusive,
]
