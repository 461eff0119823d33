/**
 * Lines of what the model knows, or half knows, and what no path of it is followed for: the objects are told, and the page's
 * walks are left where they are.
 */
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Page } from '../parts.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { holds } from '../values.ts'
import { notTold } from '../walk.ts'
import { isUntold, mustBe } from './pte.ts'
import type { Rules } from './rule.ts'

/** mremap() takes an entry away as it is. */
export function movesFrom(line: Line, j: Journal, task: Task): string {
  const why = 'mremap() moves a page: no path of the model is followed for it'
  const { page, slot } = placeOf(line, j)
  mustBe(j, page, slot, j.pteText(line.fields.old), `old=${line.fields.old}`)
  leaveWalks(j, page, why)
  task.moved = slot.pte.state
  j.tell(slot.pte, { type: 'move_ptes_from' })
  return why
}

/** And puts it where it belongs now. */
export function movesTo(line: Line, j: Journal, task: Task): string {
  const { page, slot } = placeOf(line, j)
  const next = j.pteText(line.fields.new)
  mustBe(j, page, slot, j.pteText(line.fields.old), `old=${line.fields.old}`)
  if (task.moved === undefined) throw new Unexplained(`${task.name} has taken no entry from anywhere`)
  const { frame } = task.moved.context as { frame: string | null }
  if (next === undefined || !j.may(frame, next.frame))
    throw new Unexplained(`${task.name} has taken the entry of ${frame}`)
  if (frame !== null) j.kernel.folio(frame, page)
  j.set(slot.pte, task.moved)
  task.moved = undefined
  holds(j, slot, undefined)
  return 'mremap() moves a page: no path of the model is followed for it'
}

/** fork gives the child a copy at once of what the parent's devices hold. */
export function copiesPinned(line: Line, j: Journal, task: Task): string {
  const why = 'fork copies a page that is pinned: the model does not say what a reference is for'
  const { forking } = task
  if (forking === undefined) throw new Unexplained(`${task.name} does not fork`)
  const parent = j.place(forking.parent, line.fields.va)
  const child = parent.page.slots.find(({ mm }) => mm === forking.child) ?? j.widen(parent.page, forking.child)
  const next = j.pteText(line.fields.new)
  leaveWalks(j, parent.page, why)
  if (next !== undefined) j.kernel.bind(parent.page, child, next)
  return why
}

/** Of a huge page, x86-64. */
const hugeSize = 0x200000

export const huge: Rules = {
  thp_anon: ({ fields }, j, task) => {
    const { fault } = task
    if (fault !== undefined) {
      const start = fault.va - (fault.va % hugeSize)
      for (const page of fault.mm.pages.values())
        if (page.va >= start && page.va < start + hugeSize) isUntold(j, page, notTold)
    }
    return untold(j, fields.mm)
  },
  thp_split: ({ fields }, j) => untold(j, fields.mm),
  stale_devpage: () => 'a repair of the test driver: no step of the protocol',
}

function untold(j: Journal, mm: string | undefined): string {
  if (mm !== undefined) j.kernel.mm(mm).untold = true
  else for (const one of j.kernel.mms.values()) one.untold = true
  return 'a huge page: the model has none, and the log does not tell of the PTEs that it becomes'
}

function leaveWalks(j: Journal, page: Page, why: string): void {
  for (const walk of j.walks.get(page) ?? []) walk.outside = why
}

const placeOf = ({ fields }: Line, j: Journal) => j.place(j.kernel.mm(fields.mm as string), fields.va)
