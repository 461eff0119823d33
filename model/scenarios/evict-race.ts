import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { accesses, cpu, evicts, migrates, type Scenario } from './scenario.ts'

/** A fault holds a reference on the page that it wants back, or its lock, and so does the driver that evicts it. */
export const evictRace: Scenario = {
  name: 'evict-race',
  question: 'two CPUs fault on a page that its driver evicts: who gives way, and does the page survive it?',
  summary: 'GPU A migrates the page in, uses it and evicts it; two CPU threads load or store',
  devices: ['A'],
  alike: [['CPU 1', 'CPU 2']],
  notices: ['faultRef'],
  missingOn: ({ evictByPfn }) => (evictByPfn === 'no' ? 'migrate_device_range() appeared in 6.1' : undefined),
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU 1'),
    cpu(system, mode, 1, 'CPU 2'),
    migrates(system, 'A', mode),
    accesses(system, 'A', mode),
    evicts(system, 'A', mode),
  ],
  witnesses: (system, threads) => [
    witness('a CPU waits for the page that is evicted', (see) =>
      threads.some((thread) => {
        const { waitsFor } = localsOf(see, thread)
        return threads.some((other) =>
          localsOf(see, other).entries.some(({ at, src }) => at === null && src !== null && src === waitsFor),
        )
      }),
    ),
    // only where a fault holds a reference and no lock can the eviction meet it
    ...(system.switches.faultRef === 'ref'
      ? [
          witness('two faults make the eviction give up before it copies', (see) =>
            threads.some((thread) =>
              localsOf(see, thread).entries.some(
                ({ at, src, dst, lost }) => at === null && src !== null && dst === null && lost,
              ),
            ),
          ),
          witness('one fault makes it give up after it has copied', (see) =>
            threads.some((thread) =>
              localsOf(see, thread).entries.some(
                ({ at, src, dst, lost }) => at === null && src !== null && dst !== null && lost,
              ),
            ),
          ),
        ]
      : []),
  ],
}
