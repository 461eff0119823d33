import { invariant, type See } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { hasMappings } from '../paths/sight.ts'
import type { Subscriber } from '../system.ts'
import type { Promised } from './promise.ts'

const takesItsLock = (subscriber: Subscriber, see: See): boolean => {
  const { callbackLocks } = subscriber.driver
  return callbackLocks === 'always' || (callbackLocks === 'if mapped' && hasMappings(subscriber, see))
}

/** The OOM reaper must get on: whoever it tells may not make it wait. */
export const nonblockableNeverSleeps: Promised = {
  name: 'nonblockable-never-sleeps',
  statement: 'where a callback may not sleep, none waits for a lock: it refuses instead',
  source:
    'struct mmu_interval_notifier_ops, invalidate, and mmu_notifier_range_blockable(), include/linux/mmu_notifier.h; 93065ac753e4',
  brokenBy: 'oom with amdkfd, whose callback does not ask whether it may sleep',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const thread of threads) {
          const { window } = localsOf(see, thread)
          if (window === null || window.blockable) continue
          for (const name of window.pending) {
            const subscriber = system.subscribers.find(({ listeners }) => listeners.some((one) => one.name === name))
            if (subscriber === undefined || !takesItsLock(subscriber, see)) continue
            const { holder } = see(subscriber.mutex).context
            const sleeps = subscriber.listeners.some((one) => one.name === name && one.unblockable === 'sleeps')
            if (sleeps && holder !== null)
              return `the callback of GPU ${name} waits for a lock of "${holder}", and "${thread.ref.name}" with it`
          }
        }
        return true
      },
      promise,
    ),
}
