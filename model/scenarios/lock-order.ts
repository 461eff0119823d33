import { witness } from '../../checker/index.ts'
import { compacts, cpu, faults, type Scenario } from './scenario.ts'

/** Whoever migrates a page holds its lock while it calls the drivers back, and each callback takes a lock of its driver. */
export const lockOrder: Scenario = {
  name: 'lock-order',
  question: 'a page that a GPU faults on is moved by the kernel: can the two wait for each other?',
  summary: 'a CPU thread stores or loads; GPU A faults to read or write; compaction moves the page',
  devices: ['A'],
  needs: ['mirror'],
  realDrivers: true,
  kernels: ['7.0'],
  asks: ['no-lock-cycle'],
  threads: (system, mode) => [
    cpu(system, mode, 1),
    faults(system, 'A', mode, ['read', 'write']),
    compacts(system, mode),
  ],
  witnesses: (system) => [
    witness(
      'a driver has its lock while the page is locked by compaction',
      (see) =>
        system.subscribers.some(({ mutex }) => see(mutex).value === 'held') &&
        system.frames.some((frame) => see(system.folio(frame)).context.holder === 'compaction'),
    ),
  ],
}
