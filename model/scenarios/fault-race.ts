import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { cpu, migrates, type Scenario } from './scenario.ts'

/** Two CPUs fault the same device page; up to 6.0 nothing held it between the look at the PTE and the driver's callback. */
export const faultRace: Scenario = {
  name: 'fault-race',
  question: 'two CPUs touch a page that is on the GPU: can one pull it from under the other?',
  summary: 'two CPU threads load or store; GPU A migrates the page in',
  forever: true,
  devices: ['A'],
  alike: [['CPU 1', 'CPU 2']],
  needs: ['memory'],
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU 1'),
    cpu(system, mode, 1, 'CPU 2'),
    migrates(system, 'A', mode),
  ],
  witnesses: (system, threads) => [
    witness('both CPUs look at the same device page', (see) =>
      threads.every((thread) => thread.actor.subscriber !== undefined || localsOf(see, thread).faultPage !== null),
    ),
    // only where a fault holds a reference and no lock can another fault's migration meet it
    ...(system.switches.faultRef === 'ref'
      ? [
          witness("a fault's reference makes the other's migration give up", (see) =>
            threads.some((thread) => {
              const { toSystem, entries } = localsOf(see, thread)
              return toSystem && entries.some(({ src, lost, dst }) => src !== null && lost && dst !== null)
            }),
          ),
        ]
      : []),
  ],
}
