import { witness } from '../../checker/index.ts'
import { isMigrating, localsOf } from '../paths/path-thread.ts'
import { mirrorOf, pteOf } from '../paths/sight.ts'
import { accesses, cpu, faults, forks, migrates, type Scenario } from './scenario.ts'
import { child, parent, twoMirrors } from './two-processes.ts'

/** migrate_vma_setup() tells the process that migrates. The others that map the page are told one by one. */
export const forkMirrors: Scenario = {
  name: 'fork-mirrors',
  question:
    'two processes share a page, each has a GPU mirror: does a migration for the one reach the mirror of the other?',
  summary: "a process stores and forks; GPU A migrates the page for it; the child's mirror of GPU A faults and is used",
  devices: ['A'],
  shape: twoMirrors,
  notices: ['anonExclusive', 'setupEvent', 'faultRef'],
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU', parent),
    migrates(system, 'A', mode),
    forks(system, parent),
    faults(system, 'A child', mode, ['read', 'write']),
    accesses(system, 'A child', mode),
  ],
  witnesses: (system, threads) => [
    witness("the child's mirror maps the page that is being migrated for the parent", (see) => {
      const { frame } = mirrorOf(system.subscriber('A child'), system.address(child), see)
      return threads.some(
        (thread) =>
          isMigrating(see, thread) &&
          localsOf(see, thread).entries.some(({ at, src }) => at === parent && src !== null && src === frame),
      )
    }),
    witness('a page of both goes to the GPU', (see) =>
      [parent, child].every((name) => pteOf(system.address(name), see).frame === 'A1'),
    ),
  ],
}
