import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { cpu, migrates, pins, type Scenario } from './scenario.ts'

/** A page with a reference that nobody can explain must stay where it is. */
export const pinned: Scenario = {
  name: 'pinned',
  question: 'a GPU migrates a page that somebody else holds a reference on: does the page stay?',
  summary: 'GPU A migrates; a CPU thread stores and loads; another takes a reference by GUP and puts it',
  forever: true,
  devices: ['A'],
  needs: ['memory'],
  threads: (system, mode) => [migrates(system, 'A', mode), cpu(system, mode, 2), pins(system, mode)],
  witnesses: (_, threads) => [
    witness('the pin makes a migration give up', (see) =>
      threads.some((migration) =>
        localsOf(see, migration).entries.some(
          ({ src, lost }) => lost && src !== null && threads.some((other) => localsOf(see, other).held.pinned === src),
        ),
      ),
    ),
  ],
}
