import { witness } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import { accesses, cpu, faults, migrates, type Scenario, workers } from './scenario.ts'

/** There and back again: the CPU faults on a page that has gone to the device. */
export const cpuVsGpu: Scenario = {
  name: 'cpu-vs-gpu',
  question: 'a page goes to the GPU, is written there, and comes back when the CPU touches it: is any write lost?',
  summary: 'a CPU thread stores and loads; GPU A migrates the page in and uses it; the CPU fault brings it back',
  forever: true,
  devices: ['A'],
  realDrivers: true,
  needs: ['memory'],
  threads: (system, mode) => [
    cpu(system, mode, 2),
    migrates(system, 'A', mode),
    // a driver that does not map in its update step maps when its device faults
    ...(system.subscriber('A').driver.maps === 'device fault' ? [faults(system, 'A', mode, ['read', 'write'])] : []),
    ...(system.subscriber('A').driver.mirror ? [accesses(system, 'A', mode)] : []),
    ...workers(system, 'A', mode),
  ],
  witnesses: (system, threads) => [
    witness('a page that was written goes back to system memory', (see) =>
      threads.some((thread) => {
        const { toSystem, entries } = localsOf(see, thread)
        return entries.some(({ src, dst }) => {
          if (!toSystem || dst === null || src === null || deviceOf(src) === undefined) return false
          const { fresh, zeroes } = see(system.folio(src)).context
          return fresh.length > 0 && !zeroes
        })
      }),
    ),
    witness('the CPU waits for a migration', (see) =>
      threads.some((thread) => thread.actor.subscriber === undefined && localsOf(see, thread).waitsFor !== null),
    ),
  ],
}
