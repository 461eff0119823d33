import { witness } from '../../checker/index.ts'
import { pteOf } from '../paths/sight.ts'
import { cpu, moves, reclaims, type Scenario } from './scenario.ts'
import { swapping } from './swapping.ts'

const old = 'VA'
const fresh = 'new VA'

/** A swap entry is moved like any other, and reclaim has to find a page wherever it went. */
export const swapMove: Scenario = {
  name: 'swap-move',
  question: 'a page is swapped out while mremap moves it to another address: is it found again?',
  summary: 'a CPU thread stores, mremap moves the page, another loads or stores; the kernel reclaims it',
  devices: ['A'],
  shape: {
    ...swapping,
    addresses: [
      { name: fresh, mm: 'mm', family: 'VA', from: old },
      { name: old, mm: 'mm', family: 'VA' },
    ],
  },
  notices: [],
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU', old),
    moves(system, old),
    cpu(system, mode, 1, 'CPU after', fresh),
    reclaims(system, mode),
  ],
  witnesses: (system) => [
    witness('a swap entry is moved', (see) => pteOf(system.address(fresh), see).kind === 'swap'),
    witness('a page is swapped in at its new address', (see) =>
      system.slots.some((slot) => {
        const { count, cache } = see(system.slot(slot)).context
        return count === 0 && cache !== null && pteOf(system.address(fresh), see).frame === cache
      }),
    ),
  ],
}
