import { stepProperty } from '../../checker/index.ts'
import { here } from '../paths/actor.ts'
import { cpuLoad } from '../paths/cpu-access.ts'
import { deviceRead } from '../paths/device-access.ts'
import { localsOf, pathOf } from '../paths/path-thread.ts'
import { frameBehind, hitOf, isFresh, mayKeepItsPage, mirrorOf, pteOf, shownBy } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** A read returns the last write, whoever made it. */
export const noStaleRead: Promised = {
  name: 'no-stale-read',
  statement:
    'a read by a CPU or a device returns the last write to that address; through a pinned page that the CPU no longer maps, a device reads that page',
  source: 'Documentation/mm/hmm.rst, "Shared address space and migration": both page tables show the same memory',
  brokenBy: 'hole-race with holeNotify=none (the rejected patch v4 6/6)',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      (step) => {
        const { event, before, after } = step
        const path = pathOf(threads, step)
        if (path === undefined) return true
        const { subscriber } = path.actor
        const address = here(path.actor, localsOf(before, path))
        if (event === deviceRead && subscriber !== undefined) {
          const { frame } = mirrorOf(subscriber, address, before)
          const isOnlyPinned = frame !== shownBy(pteOf(address, before)) && mayKeepItsPage(subscriber, address, before)
          return (
            frame === null ||
            isOnlyPinned ||
            isFresh(system, frame, address, before) ||
            `GPU ${subscriber.name} reads ${frame}, which does not hold the last write`
          )
        }
        // a load that faulted has read nothing
        if (event !== cpuLoad || after(path.ref).matches('faulted')) return true
        const hit = hitOf(system, step.thread, address, before, false)
        const frame = hit?.frame ?? frameBehind(address, before)
        const who = system.tlbs.some(({ thread, of }) => of === 'device' && thread === step.thread) ? 'device' : 'CPU'
        if (hit?.pending === true) return true // as if it had been read before
        return (
          isFresh(system, frame, address, before) || `the ${who} reads ${frame}, which does not hold the last write`
        )
      },
      promise,
    ),
}
