import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { cpu, migrates, reclaims, type Scenario } from './scenario.ts'

/** A page is on the LRU while it is used and nobody works on it: reclaim, which looks for pages there, must find no other. */
export const lru: Scenario = {
  name: 'lru',
  question: 'a page goes to the GPU and comes back while reclaim looks for pages: is the LRU right at any moment?',
  summary:
    'a CPU thread stores and loads; GPU A migrates the page in; the kernel takes pages off the LRU, without swap',
  devices: ['A'],
  shape: { lru: true, accounts: true },
  notices: ['lruOfFreed', 'faultRef'],
  threads: (system, mode) => [cpu(system, mode, 2), migrates(system, 'A', mode), reclaims(system, mode)],
  witnesses: (_, threads) => [
    witness('a migration takes a page off the LRU', (see) =>
      threads.some((thread) => see(thread.ref).matches({ migrating: 'driver' })),
    ),
    witness('reclaim has taken a page off the LRU that is to be migrated', (see) =>
      threads.some((migration) =>
        localsOf(see, migration).entries.some(
          ({ src }) => src !== null && threads.some((other) => localsOf(see, other).held.isolated === src),
        ),
      ),
    ),
  ],
}
