import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { accesses, drives, type Scenario } from './scenario.ts'

/** hole-race with devices that fault only to write, so that none of them ever maps the zero page. */
export const writeFaults: Scenario = {
  name: 'write-faults',
  question: 'two GPUs migrate the same untouched page, neither may have read it before: does each see the truth?',
  summary: 'as hole-race, but the drivers serve only write faults',
  unlisted: 'for a claim',
  devices: ['A', 'B'],
  alike: [['A', 'B']],
  threads: (system, mode) =>
    system.subscribers.flatMap(({ name }) => [drives(system, name, mode, ['write']), accesses(system, name, mode)]),
  witnesses: (_, threads) => [
    witness('a migration loses its hole', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(({ hole, lost, dst }) => hole && lost && dst !== null),
      ),
    ),
  ],
}
