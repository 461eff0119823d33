import { invariant } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import type { Promised } from './promise.ts'

/** Every invalidation that begins ends, whether anything was changed or a callback refused. */
export const notifierPaired: Promised = {
  name: 'notifier-paired',
  statement: 'the invalidations that an mm counts as open are those that somebody has begun and not yet ended',
  source:
    'c2655835fd8c "mm/mmu_notifiers: ensure range_end() is paired with range_start()"; Documentation/mm/mmu_notifier.rst',
  brokenBy: "a producer that never ends its invalidation (the property's own test)",
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        const mms = new Set(system.addresses.map(({ mm }) => mm))
        const open = threads.flatMap((thread) => localsOf(see, thread).window?.at.slice(0, 1) ?? [])
        for (const mm of mms) {
          const { active } = see(mm.notifier).context
          const begun = open.filter((at) => system.address(at).mm === mm).length
          if (active !== begun) return `${mm.name} counts ${active} open invalidations, ${begun} are under way`
        }
        return true
      },
      promise,
    ),
}
