/** What a program says of itself: where it is in its own work, and what it stores. */
import { isFresh } from '../../paths/sight.ts'
import { type Journal, Unexplained } from '../journal.ts'
import type { Page } from '../kernel.ts'
import { wrote } from '../values.ts'
import type { Rules } from './rule.ts'

export const userMarks: Rules = {
  u: ({ fields }, j, task) => {
    const mm = j.kernel.mm(fields.mm as string)
    const { op, val = '0' } = fields
    switch (op) {
      case '3': {
        mm.marksStores = true
        const { page } = j.place(mm, fields.va)
        page.storing.set(task.name, val)
        if (page.last === undefined) break
        page.last = new Set([...page.last, val])
        stores(j, page)
        return undefined
      }
      case '4': {
        const { page } = j.place(mm, fields.va)
        stores(j, page)
        page.storing.delete(task.name)
        // whoever else wrote meanwhile may have done so before or after
        page.last = page.overwritten.has(task.name)
          ? new Set([...(page.last ?? []), val])
          : new Set([val, ...page.storing.values()])
        for (const other of page.storing.keys()) page.overwritten.add(other)
        page.overwritten.delete(task.name)
        return undefined
      }
      case '5': {
        const { page, slot } = j.place(mm, fields.va)
        const { last } = page
        const canon = j.canon(page)
        void isFresh
        void canon
        void slot
        if (last !== undefined && last.size === 0) throw new Unexplained('nothing was written')
        return undefined
      }
      default:
        return 'a mark of the program, not of the kernel'
    }
    return undefined
  },
}

/** Stores that have begun go to the page that is mapped, if it is writable. */
export function stores(j: Journal, page: Page): void {
  if (page.storing.size === 0) return
  for (const slot of page.slots) {
    const { value, context } = slot.pte.state
    if (typeof value !== 'object' || !('present' in value) || value.present !== 'rw') continue
    const through = slot.name
    for (const frame of page.frames) {
      const folio = j.kernel.folios.get(frame)
      if (folio === undefined || folio.state.value === 'free') continue
      j.tell(folio, { type: frame === context.frame ? 'written' : 'written_elsewhere', through } as never)
    }
    j.tell(slot.lastWrite, { type: 'write' })
  }
  void wrote
}
