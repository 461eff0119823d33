import { bothWays } from './both-ways.ts'
import { cpuVsGpu } from './cpu-vs-gpu.ts'
import { discard } from './discard.ts'
import { faultRace } from './fault-race.ts'
import { holeRace } from './hole-race.ts'
import { ownFault } from './own-fault.ts'
import { pinned } from './pinned.ts'
import type { Scenario } from './scenario.ts'
import { unmap } from './unmap.ts'
import { writeFaults } from './write-faults.ts'

/** Every scenario, by name. */
export const scenarios: readonly Scenario[] = [
  holeRace,
  ownFault,
  cpuVsGpu,
  faultRace,
  discard,
  unmap,
  pinned,
  // those that exist for a claim's sake
  bothWays,
  writeFaults,
]
