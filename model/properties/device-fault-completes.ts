import { completes } from '../../checker/index.ts'
import { whoBeganGoesOn } from './progress.ts'
import type { Promised } from './promise.ts'

/** What is true of each thread that serves device faults, and of whatever else it does. */
export const deviceFaultCompletes: Promised = {
  name: 'device-fault-completes',
  statement:
    'a device fault that has begun ends, unless invalidations recur for ever; a waiter does not block the lock holder that it waits for',
  source: 'b570f37a2ce4 (7.0): hmm_range_fault() kept the work from running that the holder of the lock waited for',
  brokenBy: 'fault-storm on 6.15',
  byNameOnly: true,
  build: (_, threads, promise) => {
    const serving = threads.filter(({ ref }) => 'faulting' in ref.machine.states).map(({ ref }) => ref)
    return completes(promise.name, serving, { ...promise, fairness: whoBeganGoesOn(threads) })
  },
}
