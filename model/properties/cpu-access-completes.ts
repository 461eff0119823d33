import { completes } from '../../checker/index.ts'
import { cpuAccessId } from '../paths/cpu-access.ts'
import { whoBeganGoesOn } from './progress.ts'
import type { Promised } from './promise.ts'

/** No set of faulting threads may keep each other from getting on. */
export const cpuAccessCompletes: Promised = {
  name: 'cpu-access-completes',
  statement:
    'a CPU access that has begun ends, with its data or with a signal, unless its page is migrated again and again for ever; threads that fault do not starve each other',
  source:
    'ffa65753c431 (5.17), 1afaeb8293c9 (6.15) and b570f37a2ce4 (7.0): three times what kept faults from ending was repaired',
  brokenBy: 'fault-race on 6.12',
  byNameOnly: true,
  build: (_, threads, promise) => {
    const cpus = threads.map(({ ref }) => ref).filter(({ machine }) => machine.id === cpuAccessId)
    return completes(promise.name, cpus, { ...promise, fairness: whoBeganGoesOn(threads) })
  },
}
