import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { cpu, migrates, reclaims, type Scenario } from './scenario.ts'
import { isBackWithCopy, isReclaimed, swapping } from './swapping.ts'

/** Reclaim frees a clean page without writing it, so whoever takes a page out of the page table must not lose its dirty bit. */
export const reclaim: Scenario = {
  name: 'reclaim',
  question: 'a page with a copy in swap is written, a GPU fails to migrate it, and it is reclaimed: is the write lost?',
  summary: 'a CPU thread stores and loads; GPU A, which has no memory to spare, tries to migrate; the kernel reclaims',
  devices: ['A'],
  shape: swapping,
  notices: ['collectDirty', 'anonExclusive', 'lruOfFreed'],
  threads: (system, mode) => [cpu(system, mode, 2), migrates(system, 'A', mode), reclaims(system, mode, 2)],
  witnesses: (system, threads) => [
    witness('a page is brought back that swap holds a copy of', (see) => isBackWithCopy(system, see)),
    witness('a page is reclaimed', (see) => isReclaimed(system, see)),
    witness('a migration fails because reclaim has taken the page off the LRU', (see) =>
      threads.some((migration) =>
        localsOf(see, migration).entries.some(
          ({ src, lost }) =>
            lost && src !== null && threads.some((other) => localsOf(see, other).held.isolated === src),
        ),
      ),
    ),
  ],
}
