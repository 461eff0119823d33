/**
 * Lines of an invalidation: `inv_start`, `seq_open`, one `dm_inval` for each subscriber with a `dm_erase` for each entry that
 * goes, `seq_close`, `inv_end`. Whose invalidation it is, is in ./invalidation-opens.ts.
 *
 * The sequence number itself is not in the model, which keeps what comparing two of them can tell. Here it is bound to that:
 * it moves exactly when the model's notifier turns odd or even.
 */
import type { Event } from '../../drivers/driver.ts'
import { stateOf } from '../cell.ts'
import type { Journal } from '../journal.ts'
import { type Line, number } from '../line.ts'
import { type DeviceFile, isFirst } from '../parts.ts'
import type { Announced, Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { forked } from './fork.ts'
import { openingOf } from './invalidation-opens.ts'
import { toldOfAll } from './migration.ts'
import type { Rules } from './rule.ts'

const events: Readonly<Record<string, Event>> = {
  UNMAP: 'UNMAP',
  CLEAR: 'CLEAR',
  PROT_VMA: 'PROTECTION_VMA',
  PROT_PAGE: 'PROTECTION_PAGE',
  SOFT_DIRTY: 'SOFT_DIRTY',
  RELEASE: 'RELEASE',
  MIGRATE: 'MIGRATE',
  EXCLUSIVE: 'EXCLUSIVE',
}

export const invalidateRange: Rules = {
  inv_start: ({ fields }, j, task) => {
    const event = events[fields.event ?? '']
    if (event === undefined)
      throw new Unexplained(`event=${fields.event} is no event; there are: ${Object.keys(events).join(', ')}`)
    const mm = j.kernel.mm(fields.mm as string)
    mm.announces = true
    const [start, end] = [number(fields.start), number(fields.end)]
    const owner = j.kernel.owners.get(fields.owner ?? '') ?? null
    const announced = { event, owner, said: fields.owner, start, end, mm }
    task.windows.push({ ...announced, ...openingOf(j, task, announced), called: new Set(), state: 'announced' })
  },
  seq_open: ({ fields }, j, task) => {
    releases(j, task, fields)
    const window = openWindow(task, fields, 'announced')
    const { mm, walks } = window
    const { context } = mm.notifier.state
    if (mm.seq === undefined) {
      mm.seq = Number(fields.seq) - (mm.files.size > 0 ? 1 : 0)
      const open = Number(fields.active) - 1
      if (context.active !== open)
        mm.notifier.state = stateOf(mm.notifier.machine, open > 0 ? 'odd' : 'even', { active: open })
      if (open > 0) mm.seq = Number(fields.seq)
    }
    const wasOdd = mm.notifier.state.value === 'odd'
    const hits = mm.files.size > 0
    if (walks.some(({ outside }) => outside === undefined)) j.step(walks, { events: [window.opens], via: window.via })
    else j.tell(mm.notifier, { type: 'inv_start', ...(hits ? {} : { hits }) })
    if (mm.notifier.state.value === 'odd' && !wasOdd) mm.seq++
    mustEqual('active', fields.active, mm.notifier.state.context.active)
    mustEqual('seq', fields.seq, mm.seq)
    mustEqual('hit', fields.hit, hits ? 1 : 0)
    window.state = 'open'
    for (const file of mm.files) window.toCall.add(file)
  },
  dm_inval: ({ fields }, j, task) => {
    const window = openWindow(task, fields, 'open')
    const file = j.file(fields.dm as string, fields)
    if (window.called.has(file)) throw new Unexplained(`the callback of ${file.device} was called already`)
    window.called.add(file)
    window.toCall.delete(file)
    mustEqual('seq', fields.seq, window.mm.seq)
    const { setSeq, zap } = j.driver.reaction({ ...window, blockable: true }, file.device, j.switches)
    if (fields.res === 'skip_owner') {
      if (setSeq || zap)
        throw new Unexplained(`the model's driver of ${file.device} does not return at once from ${window.event}`)
      for (const walk of window.walks) j.remark(walk, 'its own migration: returns at once', file)
      return undefined
    }
    if (!setSeq || !zap)
      throw new Unexplained(`the model's driver of ${file.device} returns at once from its own ${window.event}`)
    if (file.storing !== undefined && file.storing !== task.name)
      throw new Unexplained(`${file.storing} holds the driver's lock, under which the callback runs`)
    // xa_for_each_range() takes its last index for included, so that the callback erases one entry more than it must
    const mapped = [...file.mirrors].filter(
      ([va, { state }]) => va >= window.start && va <= window.end && state.context.frame !== null,
    )
    task.erased = mapped.map(([va, { state }]) => ({
      file,
      va,
      frame: state.context.frame as string,
      may: va === window.end,
    }))
    const walks = !isFirst(file)
      ? []
      : window.walks.filter(({ page, outside }) => outside === undefined && page.slots.some(({ mm }) => mm === file.mm))
    j.step(walks, (walk) => ({ events: [`mn_itree_invalidate ${walk.canon.subscriber(walk.page, file).name}`] }))
    if (!file.subscription.state.context.told) j.tell(file.subscription, { type: 'set_seq' })
    for (const [va, mirror] of mapped)
      if (va < window.end && mirror.state.context.frame !== null) j.tell(mirror, { type: 'erase' })
    file.seq = window.mm.seq
    return undefined
  },
  dm_erase: ({ fields }, j, task) => {
    const file = j.file(fields.dm as string, fields)
    const va = number(fields.va)
    const frame = j.kernel.frame(fields.page ?? '0')
    if (fields.why !== 'inval') return erasesForCopy(j, file, va, fields)
    const place = task.erased.findIndex((entry) => entry.file === file && entry.va === va)
    const entry = task.erased[place]
    if (entry === undefined) {
      const page = file.mm.pages.get(va)
      const open = task.window
      if (!file.known && page === undefined && open !== undefined && va >= open.start && va <= open.end)
        return undefined
      throw new Unexplained(`the mirror of ${file.device} has no entry there that this callback erases`)
    }
    if (!j.may(entry.frame, frame) && !j.kernel.mirrors(entry.frame, fields.page ?? '0'))
      throw new Unexplained(`the mirror of ${file.device} maps ${entry.frame}, not ${frame}`)
    task.erased.splice(place, 1)
    const mirror = file.mirrors.get(va)
    if (entry.may && mirror !== undefined) j.tell(mirror, { type: 'erase' })
    return undefined
  },
  seq_close: ({ fields }, j, task) => {
    const window = openWindow(task, fields, 'open')
    const { mm } = window
    if (window.event === 'MIGRATE' && task.migration?.stage === 'setup') toldOfAll(task.migration, 'what is there')
    const left = [...window.toCall].filter((file) => mm.files.has(file))
    if (left[0] !== undefined)
      throw new Unexplained(`the subscriber of ${left[0].device} was not called, which is in the tree`)
    const wasOdd = mm.notifier.state.value === 'odd'
    if (window.walks.some(({ outside }) => outside === undefined)) j.step(window.walks, closing(window))
    else j.tell(mm.notifier, { type: 'inv_end' })
    const isEven = wasOdd && mm.notifier.state.value === 'even'
    if (isEven) mm.seq = (mm.seq ?? 0) + 1
    mustEqual('active', fields.active, mm.notifier.state.context.active)
    mustEqual('seq', fields.seq, mm.seq)
    mustEqual('bumped', fields.bumped, isEven ? 1 : 0)
    window.state = 'closed'
    const { migration } = task
    if (window.event === 'MIGRATE' && migration?.stage === 'setup') migration.stage = 'unmap'
    if (window.event === 'RELEASE') task.windows.pop()
    for (const file of mm.files)
      for (const va of file.mirrors.keys()) {
        const page = va >= window.start && va <= window.end ? mm.pages.get(va) : undefined
        if (page !== undefined) j.touch(page)
      }
    if (!isEven) return
    for (const file of mm.files)
      if (file.subscription.state.context.told) j.tell(file.subscription, { type: 'seq_even' })
    for (const file of mm.files) for (const goOn of file.waiting) goOn()
  },
  inv_end: ({ fields }, j, task) => {
    const window = openWindow(task, fields, 'closed')
    task.windows.pop()
    if (window.event === 'PROTECTION_PAGE') forked(j, task, window.walks)
    if (window.ends) {
      for (const walk of window.walks) {
        j.letGo(walk)
        j.end(walk)
        j.leave(walk.page, walk.slot)
      }
    }
  },
}

/** mn_itree_release(): the address space goes, and nobody announces that. */
function releases(j: Journal, task: Task, fields: Line['fields']): void {
  const mm = j.kernel.mm(fields.mm as string)
  if (mm.exits === undefined || task.window?.state === 'announced') return
  const nobody = { walks: [], opens: 'mn_itree_release', via: [], ends: false, toCall: new Set<DeviceFile>() }
  const all = { event: 'RELEASE', owner: null, said: undefined, start: 0, end: Number.MAX_SAFE_INTEGER, mm } as const
  task.windows.push({ ...all, ...nobody, called: new Set(), state: 'announced' })
}

/** What ends an invalidation. An entry that is none is copied without a line, and one that has changed is left alone. */
const closing = ({ event }: Announced) => ({ events: ['mn_itree_inv_end'], via: leavesAlone[event] ?? [] })

const leavesAlone: Partial<Record<Event, readonly string[]>> = {
  PROTECTION_PAGE: ['copy_pte_range'],
  EXCLUSIVE: ['make_device_exclusive sets pte', 'restore_exclusive_pte', 'folio_unlock, folio_put'],
}

function openWindow(task: Task, fields: Line['fields'], state: Announced['state']): Announced {
  const { window } = task
  if (window === undefined) throw new Unexplained(`${task.name} has announced no invalidation`)
  if (window.state !== state)
    throw new Unexplained(
      `the invalidation of ${task.name} is ${window.state}; for this line it would have to be ${state}`,
    )
  if (window.mm.id !== fields.mm) throw new Unexplained(`the invalidation of ${task.name} is of another address space`)
  if (fields.start !== undefined && number(fields.start) !== window.start)
    throw new Unexplained(`the invalidation of ${task.name} begins at ${window.start.toString(16)}`)
  if (fields.end !== undefined && number(fields.end) !== window.end)
    throw new Unexplained(`the invalidation of ${task.name} ends at ${window.end.toString(16)}`)
  if (fields.owner !== undefined && window.said !== undefined && fields.owner !== window.said)
    throw new Unexplained(`the invalidation of ${task.name} has the owner ${window.said}`)
  if (fields.event !== undefined && events[fields.event] !== window.event)
    throw new Unexplained(`the invalidation of ${task.name} is of the event ${window.event}`)
  return window
}

function mustEqual(what: string, said: string | undefined, is: number | undefined): void {
  if (Number(said) !== is) throw new Unexplained(`${what}=${said}, and by the model it is ${is}`)
}

/** A driver erases its own entry before it copies the page back: under no lock of its own in this kernel. */
function erasesForCopy(j: Journal, file: DeviceFile, va: number, fields: Line['fields']): undefined {
  const { page } = j.place(file.mm, va)
  const mirror = j.kernel.mirror(file, page)
  const { frame } = mirror.state.context as { frame: string | null }
  // a callback that has come to this file and not yet to this entry finds nothing there any more
  const callback = [...j.tasks.values()].find(({ erased }) => erased.some((one) => one.file === file && one.va === va))
  if (frame === null && fields.had === '1' && callback !== undefined) {
    callback.erased = callback.erased.filter((one) => one.file !== file || one.va !== va)
    return undefined
  }
  if (file.known && (frame !== null) !== (fields.had === '1'))
    throw new Unexplained(
      `had=${fields.had}, and the mirror of ${file.device} ${frame === null ? 'maps nothing' : `maps ${frame}`}`,
    )
  if (frame !== null) j.tell(mirror, { type: 'erase' })
  return undefined
}
