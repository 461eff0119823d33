import { invariant } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import type { Promised } from './promise.ts'

/** A start without an end is an invalidation that never ends: readers wait for ever, or start over for ever. */
export const notifierPaired: Promised = {
  name: 'notifier-paired',
  statement:
    'what the notifier and each subscriber with an end callback count as open is what somebody has open, and will end',
  source:
    'struct mmu_notifier_ops, invalidate_range_start and _end "must be paired", include/linux/mmu_notifier.h; c2655835fd8c',
  brokenBy: 'oom with nouveau and oomNonblock=nonblock (bug corpus S7)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        const windows = threads.flatMap((thread) => {
          const { window } = localsOf(see, thread)
          return window === null ? [] : [window]
        })
        for (const mm of new Set(system.addresses.map((address) => address.mm))) {
          const here = windows.filter(({ at: [first] }) => first !== undefined && system.address(first).mm === mm)
          for (const { name, mm: its, counter, listeners } of system.subscribers) {
            if (counter === undefined || its !== mm) continue
            const begun = here.filter(({ pending }) => !listeners.some((one) => pending.includes(one.name))).length
            const { inProgress } = see(counter).context
            const counts = listeners.some(({ readersSee }) => readersSee === 'what is open')
            if (counts && inProgress !== begun)
              return `GPU ${name} counts ${inProgress} open invalidations, and was told of ${begun}`
          }
          const { active } = see(mm.notifier).context
          const open = here.filter(({ seqIsEven }) => !seqIsEven).length
          if (active !== open) return `the notifier counts ${active} open invalidations, and there are ${open}`
        }
        return true
      },
      promise,
    ),
}
