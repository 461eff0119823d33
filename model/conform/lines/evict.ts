/** Lines of a driver that evicts its pages: each is found through its reverse map, and goes back to system memory. */
import { deviceOf, type Frame } from '../../names.ts'
import { evict } from '../../paths/evict.ts'
import { getUserPages } from '../../paths/get-user-pages.ts'
import type { Journal } from '../journal.ts'
import type { Task } from '../task.ts'
import { threadName, type Walk } from '../walk.ts'
import { copied } from './migrate-vma-driver.ts'
import { beginsEviction, current, entryIn, finish } from './migration.ts'
import type { Rules } from './rule.ts'
import { localsOfWalk } from './where.ts'

export const evicts: Rules = {
  evict: ({ fields }, j, task) => {
    const frame = j.kernel.frame(fields.pfn as string)
    if (fields.res !== 'locked') return undefined
    const found = mappingOf(j, task, frame)
    if (found === undefined) return 'a page of which the log tells nothing else'
    const { page, slot } = found
    const file = task.ioctl?.file ?? [...(slot.mm?.files ?? [])].find(({ device }) => device === deviceOf(frame))
    if (file === undefined) {
      if (task.migration === undefined) beginsEviction(task, deviceOf(frame))
      const walk = j.begin(getUserPages, task, found, { name: 'evict' })
      walk.outside = 'a page whose device file is closed: the model has no subscriber for it'
      current(task).walks.set(page.va, walk)
      return walk.outside
    }
    if (task.migration === undefined) {
      beginsEviction(task, file.device)
    }
    const walk = j.begin(evict, task, { page, slot }, { file, name: threadName(file, task, 'evict'), only: frame })
    current(task).walks.set(page.va, walk)
    j.step([walk], {
      events: ['migrate_device_pfn_lock'],
      agrees: ({ after }) => entryIn(walk, after)?.src === frame || 'it would take no page',
    })
    return undefined
  },
  evict_copy: ({ fields }, j, task) => {
    const frame = j.kernel.frame(fields.src as string)
    const walk = [...(task.migration?.walks.values() ?? [])].find(
      (other) => localsOfWalk(other).entries[0]?.src === frame,
    )
    if (walk === undefined) return 'a page that is not known to be evicted'
    copied(j, walk, fields)
    return undefined
  },
}

/** Where a device page is mapped; of one that is new, the next lines of the task tell. */
function mappingOf(j: Journal, task: Task, frame: Frame) {
  const page = j.kernel.folios.get(frame)?.of as Walk['page'] | undefined
  const slot = page?.slots.find(({ mm, pte }) => mm !== undefined && pte.state.context.frame === frame)
  if (page !== undefined && slot !== undefined) return { page, slot }
  const next = j
    .upcoming(task.name)
    .find(({ event, fields }) => event === 'pte' && j.pteText(fields.old)?.frame === frame)
  return next === undefined ? undefined : j.place(j.kernel.mm(next.fields.mm as string), next.fields.va)
}

/** What is evicted has no call of its own that ends it: its walks are over with the last page. */
export function endsEviction(j: Journal, task: Task): void {
  const { migration } = task
  if (migration === undefined || migration.mm !== undefined) return
  finish(j, task, migration)
}
