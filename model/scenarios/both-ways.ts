import { witness } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors } from '../paths/sight.ts'
import { accesses, cpu, faults, migrates, type Scenario } from './scenario.ts'

/** A driver against itself in both directions: a CPU calls it back while it migrates in and serves its own faults. */
export const bothWays: Scenario = {
  name: 'both-ways',
  question:
    'a GPU migrates a page in, maps it for its own faults, and has to give it back: does everybody see the truth?',
  summary: 'GPU A migrates, faults and uses the page; a CPU thread stores and loads, which brings the page back',
  unlisted: 'for a claim',
  devices: ['A'],
  threads: (system, mode) => [
    migrates(system, 'A', mode),
    faults(system, 'A', mode, ['read', 'write']),
    accesses(system, 'A', mode, 2),
    cpu(system, mode, 2),
  ],
  witnesses: (system, threads) => [
    witness('the GPU maps its own memory', (see) =>
      mirrors(system).some(([subscriber, address]) => mirrorOf(subscriber, address, see).frame === 'A1'),
    ),
    witness('a device page goes back', (see) =>
      threads.some((thread) => {
        const { toSystem, entries } = localsOf(see, thread)
        return toSystem && entries.some(({ src }) => deviceOf(src) !== undefined)
      }),
    ),
  ],
}
