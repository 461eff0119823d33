import { stepProperty } from '../../checker/index.ts'
import { unlockAndPut } from '../paths/migrate-vma-finalize.ts'
import { insertPage } from '../paths/migrate-vma-pages.ts'
import { localsOf, pathOf } from '../paths/path-thread.ts'
import { entryOf, mirrorOf, pteOf } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** Two devices may bring a page for one hole; one is inserted, the other learns it and frees its own. */
export const oneInserterWins: Promised = {
  name: 'one-inserter-wins',
  statement:
    'of several inserters into one hole one wins; each other leaves the PTE alone, has MIGRATE cleared, never maps its page, and frees it',
  source: 'Documentation/mm/hmm.rst, step 4; Ralph Campbell on patch v4 6/6, 28 July 2020 (last paragraph)',
  brokenBy: 'an insertion that does not look at the PTE again (mutation losers-mapped)',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      (step) => {
        const { thread, event, before, after } = step
        const path = pathOf(threads, step)
        if (path === undefined) return true
        const locals = localsOf(before, path)
        const { subscriber } = path.actor
        for (const { hole, lost, dst, at } of locals.entries) {
          if (!hole || !lost || dst === null || at === null || subscriber === undefined) continue
          if (mirrorOf(subscriber, system.address(at), after).frame === dst)
            return `"${thread}" lost the hole and maps ${dst} all the same`
        }
        const entry = entryOf(locals)
        if (entry === undefined || entry.at === null) return true
        const { at, hole, dst, lost } = entry
        if (event === insertPage) {
          const address = system.address(at)
          const was = pteOf(address, before)
          const is = pteOf(address, after)
          const told = localsOf(after, path).entries[locals.entry]?.lost === true
          const unstable = before(address.mm.flags).value === 'unstable' // then nobody may win
          if ((was.kind === 'none' || was.kind === 'zero') && !unstable)
            return (is.frame === dst && !told) || `"${thread}" found the hole open and did not fill it`
          if (is.kind !== was.kind || is.frame !== was.frame)
            return `"${thread}" replaced ${was.kind} ${was.frame} by ${is.frame}`
          return told || `"${thread}" lost the hole and was not told`
        }
        if (!hole || !lost || dst === null || event !== unlockAndPut) return true
        return after(system.folio(dst)).value === 'free' || `"${thread}" lost the hole and did not free ${dst}`
      },
      promise,
    ),
}
