import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, pteOf } from '../paths/sight.ts'
import { accesses, compacts, cpu, faults, forks, type Scenario } from './scenario.ts'
import { child, parent, twoMirrors } from './two-processes.ts'

/** What excludes a migration for the parent, its mmap_lock, does not exclude a migration that needs none. */
export const forkMigrate: Scenario = {
  name: 'fork-migrate',
  question:
    'a page moves while its process forks: does each process find its own bytes, and does no GPU keep the old page?',
  summary: 'a process stores and forks while compaction moves its page; the child loads or stores; its GPU reads',
  devices: ['A'],
  shape: twoMirrors,
  notices: ['anonExclusive'],
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU', parent),
    compacts(system, mode),
    forks(system, parent),
    cpu(system, mode, 1, 'child', child),
    faults(system, 'A child', mode, ['read']),
    accesses(system, 'A child', mode),
  ],
  witnesses: (system, threads) => [
    witness('fork copies a migration entry', (see) => {
      const [one, other] = [parent, child].map((name) => pteOf(system.address(name), see))
      const copying = threads.some(({ ref }) => ref.name === 'fork' && see(ref).matches('copied'))
      return copying && one?.kind === 'migration' && other?.kind === 'migration' && one.frame === other.frame
    }),
    witness('the walk that unmaps the page comes to the child, whose GPU maps it', (see) =>
      threads.some((thread) => {
        const { walk, window, entries } = localsOf(see, thread)
        const { frame } = mirrorOf(system.subscriber('A child'), system.address(child), see)
        return walk[0] === child && window !== null && entries.some(({ src }) => src !== null && src === frame)
      }),
    ),
    witness('the walk that maps the page again comes to a child that was not there when it began', (see) =>
      threads.some(
        (thread) => localsOf(see, thread).walk[0] === child && pteOf(system.address(child), see).kind === 'present',
      ),
    ),
  ],
}
