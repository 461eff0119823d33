import { invariant } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import type { Promised } from './promise.ts'

/** Reclaim looks for pages on the LRU, and must find those that are in use, and no others. That a page is on it once, its statechart says. */
export const lruOnce: Promised = {
  name: 'lru-once',
  statement:
    'no device page is on the LRU, and none that a migration has moved away and is about to free; whoever took a page off the LRU holds a reference on it',
  source: '41cddf83d8b0 (CVE-2025-21861); folio_isolate_lru(), mm/vmscan.c; Documentation/mm/page_migration.rst',
  brokenBy: 'lru on 6.12 (lruOfFreed=added, bug corpus S26)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        if (!system.keeps.lru) return true
        for (const frame of system.frames) {
          const { onLru, isolator } = see(system.folio(frame)).context
          if (deviceOf(frame) !== undefined && (onLru || isolator !== null))
            return `${frame} is a device page on the LRU`
          for (const thread of threads) {
            const { entries, held } = localsOf(see, thread)
            const moved = entries.some(({ src, dst, lost }) => src === frame && dst !== null && !lost)
            if (moved && onLru) return `${frame} has been moved away and is about to be freed, but it is on the LRU`
            const holds = Object.values(held).includes(frame) || entries.some(({ src }) => src === frame)
            if (isolator === thread.ref.name && !holds)
              return `"${isolator}" took ${frame} off the LRU, but holds no reference on it`
          }
        }
        return true
      },
      promise,
    ),
}
