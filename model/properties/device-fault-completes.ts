import { completes, type ThreadRef } from '../../checker/index.ts'
import { svaAccessId } from '../paths/sva-access.ts'
import { whoBeganGoesOn } from './progress.ts'
import type { Promised } from './promise.ts'

/** What is true of each thread that serves device faults, whatever else it does; and of a device whose faults the CPU's handler serves. */
export const deviceFaultCompletes: Promised = {
  name: 'device-fault-completes',
  statement:
    'a device fault that has begun ends, unless invalidations recur for ever; a waiter does not block the lock holder that it waits for',
  source: 'b570f37a2ce4 (7.0): hmm_range_fault() kept the work from running that the holder of the lock waited for',
  brokenBy: 'sva on 6.5',
  byNameOnly: true,
  build: (_, threads, promise) => {
    const serves = ({ machine }: ThreadRef) => 'faulting' in machine.states || machine.id === svaAccessId
    const serving = threads.map(({ ref }) => ref).filter(serves)
    return completes(promise.name, serving, { ...promise, fairness: whoBeganGoesOn(threads) })
  },
}
