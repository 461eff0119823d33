import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { cachedSlot } from '../paths/sight.ts'
import { cpu, migrates, reclaims, type Scenario } from './scenario.ts'
import { isBackWithCopy } from './swapping.ts'

/** The swap cache holds a reference, and names the page: it can go only if its slot is freed, or not at all. */
export const swapMigrate: Scenario = {
  name: 'swap-migrate',
  question:
    'a page that was swapped out comes back, and a GPU takes it while swap still has a copy: which copy counts?',
  summary: 'a CPU thread stores and loads; the kernel reclaims the page; GPU A migrates it',
  devices: ['A'],
  needs: ['memory'],
  shape: { swapSlots: 1 },
  notices: ['swapCacheSource'],
  threads: (system, mode) => [cpu(system, mode, 2), migrates(system, 'A', mode), reclaims(system, mode)],
  witnesses: (system, threads) => [
    witness('a page is brought back that swap holds a copy of', (see) => isBackWithCopy(system, see)),
    witness('a GPU takes such a page', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(
          ({ src, dst }) => src !== null && dst !== null && cachedSlot(system, src, see) !== undefined,
        ),
      ),
    ),
  ],
}
