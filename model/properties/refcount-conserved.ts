import { invariant } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrors, pteOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** A page's reference count is the number of those who hold it. */
export const refcountConserved: Promised = {
  name: 'refcount-conserved',
  statement:
    "a page's references are exactly those of the PTE that maps it, of the swap cache, of the mirrors that pin it and of the paths that hold it",
  source:
    'folio_migrate_mapping(), mm/migrate.c, which refuses to move a page with an unexplained reference; Documentation/mm/page_migration.rst',
  brokenBy: 'a reference taken and not put (mutation copy-not-put)',
  build: (system, threads, promise) =>
    invariant(
      promise.name,
      (see) => {
        const held = new Map(system.frames.map((frame) => [frame, 0]))
        const hold = (frame: string | null) => {
          const holders = frame === null ? undefined : held.get(frame)
          if (frame !== null && holders !== undefined) held.set(frame, holders + 1)
        }
        for (const address of system.addresses) {
          const pte = pteOf(address, see)
          if (pte.kind !== 'migration') hold(pte.frame)
        }
        for (const thread of threads) {
          const { entries, held: own, taken, faultPage, faultRef } = localsOf(see, thread)
          for (const { src, dst } of entries) {
            hold(src)
            hold(dst)
          }
          for (const frame of Object.values(own)) hold(frame)
          for (const { frame } of taken) hold(frame)
          if (faultRef) hold(faultPage)
        }
        for (const slot of system.slots) hold(see(system.slot(slot)).context.cache)
        for (const [subscriber, address] of mirrors(system))
          if (subscriber.pin !== undefined && see(subscriber.pin(address)).value === 'mapped')
            hold(see(subscriber.pin(address)).context.frame)
        for (const [frame, expected] of held) {
          const { refs } = see(system.folio(frame)).context
          if (refs !== expected) return `${frame} has ${refs} references, ${expected} are explained`
        }
        return true
      },
      promise,
    ),
}
