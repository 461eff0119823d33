import { stepProperty } from '../../checker/index.ts'
import { pathOf } from '../paths/path-thread.ts'
import { frameBehind, isFresh, mirrorOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** A read returns the last write, whoever made it. */
export const noStaleRead: Promised = {
  name: 'no-stale-read',
  statement: 'a read by a CPU or a device returns the last write to that address',
  source: 'Documentation/mm/hmm.rst, "Shared address space and migration": both page tables show the same memory',
  brokenBy: 'hole-race with holeNotify=none (the rejected patch v4 6/6)',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      (step) => {
        const { event, before, after } = step
        const path = pathOf(threads, step)
        if (path === undefined) return true
        if (event === 'device read' && path.device !== undefined) {
          const frame = mirrorOf(system, path.device, before).frame
          return (
            frame === null ||
            isFresh(system, frame, before) ||
            `GPU ${path.device} reads ${frame}, which does not hold the last write`
          )
        }
        // a load that faulted has read nothing
        if (event !== 'load' || after(path.ref).matches('faulted')) return true
        const frame = frameBehind(system, before)
        return isFresh(system, frame, before) || `the CPU reads ${frame}, which does not hold the last write`
      },
      promise,
    ),
}
