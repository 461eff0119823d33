import { invariant } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import type { Promised } from './promise.ts'

/** Whoever has removed a subscription may free it. */
export const noCallbackAfterRemove: Promised = {
  name: 'no-callback-after-remove',
  statement:
    'once mmu_interval_notifier_remove() has returned, the subscription is on no list of the notifier, and no open invalidation will call it',
  source: 'mmu_interval_notifier_remove(), mm/mmu_notifier.c; 319561669a59',
  brokenBy: 'register with intervalRemove=unlocked (bug corpus S6)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const { name, subscription } of system.subscribers) {
          const { value } = see(subscription)
          if (value === 'freed too early')
            return `the subscription of GPU ${name} is freed and still on the deferred list`
          const caller = threads.find((thread) => localsOf(see, thread).window?.pending.includes(name))
          if (value === 'freed' && caller !== undefined)
            return `the subscription of GPU ${name} is freed and "${caller.ref.name}" is about to call it`
        }
        return true
      },
      promise,
    ),
}
