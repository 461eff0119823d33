import { witness } from '../../checker/index.ts'
import { localsOf } from '../properties/promise.ts'
import { accesses, cpu, migrates, type Scenario } from './scenario.ts'

/** There and back again: the CPU faults on a page that has gone to the device. */
export const cpuVsGpu: Scenario = {
  name: 'cpu-vs-gpu',
  question: 'a page goes to the GPU, is written there, and comes back when the CPU touches it: is any write lost?',
  summary: 'a CPU thread stores and loads; GPU A migrates the page in and uses it; the CPU fault brings it back',
  devices: ['A'],
  threads: (system, mode) => [cpu(system, mode, 2), migrates(system, 'A', mode), accesses(system, 'A', mode)],
  witnesses: (_, threads) => [
    witness('the CPU fault migrates a page back', (see) =>
      threads.some((thread) => {
        const { toSystem, src, dst } = localsOf(see, thread)
        return toSystem && src !== null && dst !== null
      }),
    ),
    witness('the CPU waits for a migration', (see) =>
      threads.some((thread) => localsOf(see, thread).waitsFor !== null),
    ),
  ],
}
