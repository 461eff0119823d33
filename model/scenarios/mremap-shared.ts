import { witness } from '../../checker/index.ts'
import { numaHinting } from '../paths/producers/numa-hinting.ts'
import { pteOf } from '../paths/sight.ts'
import { evicts, moves, produces, reclaims, type Scenario } from './scenario.ts'

const old = 'VA'
const fresh = 'new VA'

/** What is shared with a child, or made to fault, is moved as it is. */
export const mremapShared: Scenario = {
  name: 'mremap-shared',
  question: 'a page that a child shares is moved by mremap, wherever it is just now: does it arrive as it was?',
  summary: 'a page of GPU A that a child shares is evicted, hinted for NUMA and reclaimed; mremap',
  devices: ['A'],
  partners: { A: 'contract' },
  kernels: ['7.0'],
  shape: {
    addresses: [
      { name: fresh, mm: 'mm', family: 'VA', from: old },
      { name: old, mm: 'mm', family: 'VA', starts: 'A1' },
      { name: 'child VA', mm: 'child', family: 'VA', starts: 'A1' },
    ],
    swapSlots: 1,
  },
  threads: (system, mode) => [
    evicts(system, 'A', mode),
    produces(system, numaHinting, mode, { on: [old] }),
    reclaims(system, mode),
    moves(system, old),
  ],
  witnesses: (system) =>
    (['device', 'migration', 'present', 'swap'] as const).map((kind) =>
      witness(
        `mremap moves ${kind === 'present' ? 'a present page' : `a ${kind} entry`}`,
        (see) => pteOf(system.address(fresh), see).kind === kind,
      ),
    ),
}
