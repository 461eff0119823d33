import { witness } from '../../checker/index.ts'
import { gpuMigrate } from '../paths/gpu-driver.ts'
import { pteOf } from '../paths/sight.ts'
import { cpu, discards, type Scenario, walks } from './scenario.ts'

/** A page that was given back must come back as zeroes, in device memory too. */
export const refill: Scenario = {
  name: 'refill',
  question: 'a page is written, migrated, given back and migrated again as a hole: is it zeroes then?',
  summary: 'a CPU thread stores; GPU A migrates twice; another thread calls madvise(MADV_DONTNEED)',
  devices: ['A'],
  realDrivers: true,
  needs: ['memory'],
  kernels: ['6.12'],
  threads: (system, mode) => [
    cpu(system, mode, 1),
    walks(system, mode, gpuMigrate, { name: 'GPU A migrate', for: 'A', rounds: 2 }),
    discards(system, mode),
  ],
  witnesses: (system, threads) => [
    witness(
      'the second migration fills a hole that MADV_DONTNEED left',
      (see) =>
        threads.some(({ ref }) => ref.name === 'madvise' && see(ref).status === 'done') &&
        system.addresses.some((address) => pteOf(address, see).kind === 'device'),
    ),
  ],
}
