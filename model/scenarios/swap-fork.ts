import { witness } from '../../checker/index.ts'
import { pteOf } from '../paths/sight.ts'
import { cpu, forks, reclaims, type Scenario } from './scenario.ts'
import { swapping } from './swapping.ts'
import { child, parent, twoProcesses } from './two-processes.ts'

/** A slot of swap can be shared like a page. */
export const swapFork: Scenario = {
  name: 'swap-fork',
  question: 'a page is swapped out while its process forks: do parent and child keep apart what each of them writes?',
  summary: 'a process stores, forks, and loads or stores; so does the child; the kernel reclaims the page',
  devices: ['A'],
  shape: { ...swapping, ...twoProcesses },
  notices: ['anonExclusive'],
  kernels: ['5.11', '7.0'],
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU', parent),
    forks(system, parent),
    cpu(system, mode, 1, 'child', child),
    reclaims(system, mode),
  ],
  witnesses: (system) => [
    witness('parent and child share a slot', (see) => {
      const [slot, other] = [parent, child].map((name) => pteOf(system.address(name), see).slot)
      return slot !== null && slot === other
    }),
    witness('one has the page back, the other not yet', (see) => {
      const kinds = [parent, child].map((name) => pteOf(system.address(name), see).kind)
      return kinds.includes('swap') && kinds.includes('present')
    }),
  ],
}
