import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { reclaim as reclaimPath } from '../paths/reclaim.ts'
import { pteOf } from '../paths/sight.ts'
import { cpu, migrates, type Scenario, walks } from './scenario.ts'

/** Reclaim frees a clean page without writing it, so whoever takes a page out of the page table must not lose its dirty bit. */
export const reclaim: Scenario = {
  name: 'reclaim',
  question: 'a page with a copy in swap is written, a GPU fails to migrate it, and it is reclaimed: is the write lost?',
  summary: 'a CPU thread stores and loads; GPU A, which has no memory to spare, tries to migrate; the kernel reclaims',
  devices: ['A'],
  shape: { deviceFrames: 0, swapSlots: 1, lru: true, accounts: true },
  threads: (system, mode) => [
    cpu(system, mode, 2),
    migrates(system, 'A', mode),
    walks(system, mode, reclaimPath, { rounds: 2 }),
  ],
  witnesses: (system, threads) => [
    witness('a page is brought back that swap holds a copy of', (see) =>
      system.slots.some((slot) => {
        const { count, cache } = see(system.slot(slot)).context
        return count === 0 && cache !== null && system.addresses.some((address) => pteOf(address, see).frame === cache)
      }),
    ),
    witness('a migration fails because reclaim has taken the page off the LRU', (see) =>
      threads.some((migration) =>
        localsOf(see, migration).entries.some(
          ({ src, lost }) =>
            lost && src !== null && threads.some((other) => localsOf(see, other).held.isolated === src),
        ),
      ),
    ),
    witness('a clean page is freed without a write', (see) =>
      system.slots.some((slot) => {
        const { count, cache } = see(system.slot(slot)).context
        return count === 1 && cache === null
      }),
    ),
  ],
}
