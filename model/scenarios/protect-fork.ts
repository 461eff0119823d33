import { witness } from '../../checker/index.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { pteOf } from '../paths/sight.ts'
import { compacts, forks, produces, type Scenario, stores } from './scenario.ts'
import { child, parent, twoProcesses } from './two-processes.ts'

/** A page that is exclusive and yet read-only has a migration entry that says both, until fork makes it a shared one. */
export const protectFork: Scenario = {
  name: 'protect-fork',
  question:
    'a page that mprotect has made read-only is migrated by the kernel while its process forks: who may write it?',
  summary: 'a process stores, protects the page and forks; compaction moves it',
  devices: ['A'],
  partners: { A: 'contract' },
  notices: ['anonExclusive'],
  shape: twoProcesses,
  threads: (system, mode) => [
    stores(system, mode, 'CPU', parent),
    produces(system, mprotect, mode, { on: [parent], rounds: 2 }),
    compacts(system, mode),
    forks(system, parent),
  ],
  witnesses: (system) => [
    witness('parent and child have a migration entry each', (see) =>
      [parent, child].every((name) => pteOf(system.address(name), see).kind === 'migration'),
    ),
  ],
}
