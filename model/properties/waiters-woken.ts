import { leadsTo, type Predicate, together } from '../../checker/index.ts'
import { whoBeganGoesOn } from './progress.ts'
import type { Promised } from './promise.ts'

/** Where a thread sleeps until the sequence moves, or a count is back at zero: see ../paths/check-and-store.ts, ../paths/interval-notifier.ts. */
const waits = [{ faulting: 'begin again' }, 'subscribed', 'waiting for the end'] as const

/** A reader that waits for the end of an invalidation, and whoever removes its subscription. */
export const waitersWoken: Promised = {
  name: 'waiters-woken',
  statement: 'whoever waits for the end of an invalidation is woken when it ends, and every invalidation does',
  source:
    'mmu_interval_read_begin() and mn_itree_inv_end(), mm/mmu_notifier.c; c2655835fd8c (5.12): one that never ended',
  brokenBy: 'oom with oomNonblock=nonblock with nouveau',
  byNameOnly: true,
  build: (_, threads, promise) =>
    together(
      promise.name,
      threads.map(({ ref }) => {
        const isWaiting: Predicate = (see) => waits.some((state) => see(ref).matches(state))
        return leadsTo(`"${ref.name}" waits`, isWaiting, (see) => !isWaiting(see))
      }),
      { ...promise, fairness: whoBeganGoesOn(threads) },
    ),
}
