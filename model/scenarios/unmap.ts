import { witness } from '../../checker/index.ts'
import { isMigrating } from '../paths/path-thread.ts'
import { migratesIfItCan, mirrors, type Scenario, unmaps } from './scenario.ts'

/** munmap takes mmap_lock for writing first, which is what the documentation counts on in the update step. */
export const unmap: Scenario = {
  name: 'unmap',
  question: 'user space unmaps a page while the GPU migrates it in: does mmap_lock protect the update step?',
  summary: 'GPU A migrates, faults and uses the page; another thread calls munmap()',
  forever: true,
  devices: ['A'],
  realDrivers: true,
  threads: (system, mode) => [
    ...migratesIfItCan(system, 'A', mode),
    ...mirrors(system, 'A', mode, ['read', 'write']),
    unmaps(system),
  ],
  witnesses: (system, threads) => {
    const { driver } = system.subscriber('A')
    return [
      ...(driver.memory
        ? [
            witness(
              'munmap waits for a migration that holds mmap_lock',
              (see) =>
                threads.some((thread) => isMigrating(see, thread)) &&
                threads.some(({ ref }) => ref.name === 'munmap' && see(ref).matches('idle')),
            ),
          ]
        : []),
      ...(driver.mirror
        ? [
            witness(
              'the VMA goes while a device fault has yet to take mmap_lock',
              (see) =>
                system.addresses.some(({ vma }) => see(vma).value === 'detached') &&
                threads.some(({ ref }) => see(ref).matches({ faulting: 'lock' })),
            ),
          ]
        : []),
    ]
  },
}
