/** What a program says of itself: where it is in its own work, what it stores and what it reads. */
import type { Journal } from '../journal.ts'
import type { Page, Slot } from '../parts.ts'
import type { Task } from '../task.ts'
import { holds, wasRead } from '../values.ts'
import type { Rules } from './rule.ts'

type Mark = (given: { j: Journal; task: Task; page: Page; slot: Slot; value: string }) => void

const beginsStore: Mark = ({ j, task, page, slot, value }) => {
  slot.storing.set(task.name, value)
  if (slot.last === undefined) return
  holds(j, slot, new Set([...slot.last, value]))
  stores(j, page)
}

const endsStore: Mark = ({ j, task, page, slot, value }) => {
  stores(j, page)
  slot.storing.delete(task.name)
  // whoever else wrote meanwhile may have done so before or after
  const isLast = !slot.overwritten.has(task.name)
  holds(j, slot, new Set([value, ...(isLast ? slot.storing.values() : (slot.last ?? []))]))
  for (const other of slot.storing.keys()) slot.overwritten.add(other)
  slot.overwritten.delete(task.name)
}

const reads: Mark = ({ j, task, page, slot, value }) => wasRead(j, page, slot, task.previous, value)

/** A signal ends whatever the task was storing, wherever that is: it has not happened. */
const isCaught: Mark = ({ task, slot: { mm } }) => {
  for (const { slots } of mm?.pages.values() ?? [])
    for (const { storing, overwritten } of slots) if (storing.delete(task.name)) overwritten.delete(task.name)
}

/** By op=. */
const marks: Readonly<Record<string, Mark>> = { 3: beginsStore, 4: endsStore, 5: reads, 21: isCaught }

export const userMarks: Rules = {
  u: ({ fields }, j, task) => {
    const { op = '', val: value = '0' } = fields
    const mm = j.kernel.mm(fields.mm as string)
    if (op === '3') mm.marksStores = true
    const mark = marks[op]
    if (mark === undefined || (op === '5' && !mm.marksStores)) return 'a mark of the program, not of the kernel'
    mark({ j, task, ...j.place(mm, fields.va), value })
    return undefined
  },
}

/** Stores that have begun go to the page that is mapped, if it is writable. */
export function stores(j: Journal, page: Page): void {
  for (const slot of page.slots) {
    if (slot.storing.size === 0) continue
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
}
