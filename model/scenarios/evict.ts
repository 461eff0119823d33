import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, pteOf } from '../paths/sight.ts'
import { accesses, cpu, drives, evicts, forks, migrates, type Scenario, unmaps } from './scenario.ts'
import { child, parent, twoProcesses } from './two-processes.ts'

/** Eviction needs no mmap_lock, so what holds that for writing is no obstacle: fork and munmap meet migration entries. */
export const evict: Scenario = {
  name: 'evict',
  question: 'a driver takes its page back by its frame number while its process faults, forks or unmaps: is all well?',
  summary:
    'GPU A migrates the page in, uses it, and evicts it; its process loads or stores, forks and unmaps; so does the child',
  devices: ['A'],
  shape: twoProcesses,
  notices: ['evictByPfn', 'faultRef', 'anonExclusive'],
  missingOn: ({ evictByPfn }) => (evictByPfn === 'no' ? 'migrate_device_range() appeared in 6.1' : undefined),
  threads: (system, mode) => [
    // a driver that does not map in its update step maps when its device faults
    system.subscriber('A').driver.maps === 'device fault'
      ? drives(system, 'A', mode, ['read'])
      : migrates(system, 'A', mode),
    accesses(system, 'A', mode),
    evicts(system, 'A', mode),
    forks(system, parent),
    cpu(system, mode, 1, 'child', child),
    unmaps(system, parent),
  ],
  witnesses: (system, threads) => [
    witness('fork copies a migration entry', (see) =>
      [parent, child].every((name) => pteOf(system.address(name), see).kind === 'migration'),
    ),
    witness(
      'munmap zaps a migration entry of the eviction',
      (see) =>
        threads.some(({ ref }) => ref.name === 'munmap' && see(ref).matches('end')) &&
        threads.some((thread) => localsOf(see, thread).entries.some(({ at, src }) => at === null && src !== null)),
    ),
    witness('the eviction finds both processes', (see) =>
      threads.some(
        (thread) =>
          localsOf(see, thread).walk.length === 1 && localsOf(see, thread).entries.some(({ at }) => at === null),
      ),
    ),
    witness('the GPU still uses the page that its driver has locked to evict it', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(
          ({ at, src }) =>
            at === null && src !== null && mirrorOf(system.subscriber('A'), system.address(parent), see).frame === src,
        ),
      ),
    ),
  ],
}
