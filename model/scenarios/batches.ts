import { witness } from '../../checker/index.ts'
import { getUserPages } from '../paths/get-user-pages.ts'
import { kworker } from '../paths/kworker.ts'
import { localsOf } from '../paths/path-thread.ts'
import { compacts, migrates, type Scenario, walks } from './scenario.ts'

const [one, other] = ['VA 1', 'VA 2'] as const

/** A page that is in a batch of some CPU is not on the LRU: a migration makes every CPU empty its batches, and waits. */
export const batches: Scenario = {
  name: 'batches',
  question: 'two migrations wait until all CPUs have emptied their batches: what if their pages are taken meanwhile?',
  summary: 'GPU A and GPU B migrate a page each; a third thread pins one; compaction moves one; kernel workers',
  devices: ['A', 'B'],
  partners: { A: 'contract', B: 'contract' },
  kernels: ['7.0'],
  shape: {
    addresses: [
      { name: one, mm: 'mm', family: one, starts: 'P1' },
      { name: other, mm: 'mm', family: other, starts: 'P2' },
    ],
    systemFrames: 3,
    lru: true,
    cpus: ['GPU A migrate'],
  },
  threads: (system, mode) => [
    migrates(system, 'A', mode, one),
    migrates(system, 'B', mode, other),
    walks(system, mode, getUserPages, { name: 'GUP', on: [one] }),
    compacts(system, mode),
    walks(system, mode, kworker),
  ],
  witnesses: (_, threads) => [
    witness(
      'both wait at once',
      (see) => threads.filter(({ ref }) => see(ref).matches({ migrating: 'unmap: drain' })).length === 2,
    ),
    witness('a page is isolated by another while its migration waits', (see) =>
      threads.some(
        (thread) =>
          see(thread.ref).matches({ migrating: 'unmap: drain' }) &&
          localsOf(see, thread).entries.some(
            ({ src }) => src !== null && threads.some((who) => localsOf(see, who).held.isolated === src),
          ),
      ),
    ),
  ],
}
