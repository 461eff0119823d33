/** Lines of a driver that fills its mirror: dmirror_range_fault() around hmm_range_fault(). One walk for each page. */
import type { AnyMachineSnapshot } from 'xstate'
import type { PartRef } from '../../../checker/index.ts'
import type { Frame } from '../../names.ts'
import { vma } from '../../objects/vma.ts'
import { gpuFault } from '../../paths/gpu-driver.ts'
import { mirrorOf } from '../../paths/sight.ts'
import { startOf, stateOf } from '../cell.ts'
import type { Journal } from '../journal.ts'
import { type Line, number } from '../line.ts'
import { looksUnlocked } from '../lockless.ts'
import type { DeviceFile, Page } from '../parts.ts'
import type { RangeFault, Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { notTold, threadName, type Walk } from '../walk.ts'
import { isHuge } from './handle-mm-fault.ts'
import { isUntold, maySee } from './pte.ts'
import type { Rules } from './rule.ts'
import { agreesWithVma, thereIsVma } from './vma.ts'
import { localsIn, stateIn } from './where.ts'

const size = 0x1000
const path = gpuFault('read', 'write')
const looks = ['hmm_vma_walk_pmd', 'mmu_interval_read_retry']
const snapshotOnly = 'a snapshot maps nothing: the model has no path for it'

export const deviceFault: Rules = {
  read_begin: ({ fields }, j, task) => {
    const file = [...j.kernel.files.values()].find(({ mni }) => mni === fields.mni)
    if (file === undefined) {
      // a snapshot subscribes for itself
      if (task.ioctl?.command !== 'SNAPSHOT') return 'a subscription of which the log has not told'
      mustEqual('cur_seq', fields.cur_seq, task.ioctl.file.mm.seq)
      task.snapshot = { file: task.ioctl.file, since: j.line.n }
      return snapshotOnly
    }
    mustEqual('cur_seq', fields.cur_seq, file.mm.seq)
    comesLate(j, file, fields)
    mustEqual('sub_seq', fields.sub_seq, file.seq)
    const waits = fields.wait === '1'
    if (waits !== (file.subscription.state.context.told === true))
      throw new Unexplained(
        `wait=${fields.wait}, and by the model an invalidation ${waits ? 'is not' : 'is'} announced`,
      )
    if (task.ioctl?.command === 'SNAPSHOT') {
      task.snapshot = { file, since: j.line.n }
      return snapshotOnly
    }
    const fill = task.rangeFault ?? begin(j, task, file)
    if (fill === undefined) return 'the log ends before it says what is to be filled'
    fill.seq = file.seq
    const event = fill.begun ? 'mmu_interval_read_begin' : `read_begin to ${fill.write ? 'write' : 'read'}`
    const remember = () => {
      j.step(fill.walks, { events: [event], via: looks })
      fill.begun = true
      fill.remembers = true
    }
    fill.remembers = false
    if (!waits) remember()
    else {
      const goOn = () => {
        file.waiting.delete(goOn)
        remember()
      }
      file.waiting.add(goOn)
    }
    return undefined
  },
  read_begin_woke: (_line, _j, task) => {
    const fill = task.rangeFault
    if (fill === undefined) return snapshotOnly
    if (!fill.remembers) throw new Unexplained('the invalidation that it waits for is still open')
    return undefined
  },
  rf: ({ fields, words }, _j, task) => {
    const fill = current(task)
    if (number(fields.start) !== fill.start || number(fields.end) !== fill.end)
      throw new Unexplained(`it fills ${fill.start.toString(16)} to ${fill.end.toString(16)}`)
    if (words.includes('W') !== fill.write) throw new Unexplained(`it fills to ${fill.write ? 'write' : 'read'}`)
    if (!fill.remembers) throw new Unexplained('it has not begun to watch for invalidations')
    mustEqual('seq', fields.seq, fill.seq)
  },
  hmm_pte: ({ fields }, j, task) => {
    const fill = task.rangeFault
    const saw = j.pteText(fields.saw)
    if (fill === undefined) {
      if (task.ioctl?.command === 'SNAPSHOT' && task.snapshot === undefined)
        throw new Unexplained('it has not begun to watch for invalidations')
      if (task.snapshot === undefined || saw === undefined) return snapshotOnly
      const { mm } = task.snapshot.file
      const { page, slot } = j.place(mm, fields.va)
      if (!page.isUntold && !maySee(j, page, slot, saw, task.previous))
        throw new Unexplained(`saw=${fields.saw}, which the PTE was not since the last line of ${task.name}`)
      return page.isUntold ? snapshotOnly : undefined
    }
    const walk = at(fill, fields.va)
    const { page, slot } = walk
    thereIsVma(j, slot)
    if (walk.outside !== undefined) {
      const may = page.isUntold || saw === undefined || maySee(j, page, slot, saw, task.previous)
      if (!may) throw new Unexplained(`saw=${fields.saw}, which the PTE was not since the last line of ${task.name}`)
      return walk.outside
    }
    const isStep = looksUnlocked(j, walk, {
      events: [],
      agrees: ({ after }) => {
        const [seen] = localsIn(walk, after).snapshot
        if (!stateIn(walk, after).endsWith('.check') || seen === undefined) return `it is in "${stateIn(walk, after)}"`
        if (!j.may(seen.frame, saw?.frame ?? null)) return `it has seen ${seen.frame}`
        return (
          seen.writable === (saw?.writable ?? false) || `it has seen it ${seen.writable ? 'writable' : 'read-only'}`
        )
      },
    })
    if (!isStep) j.remark(walk, `snapshot taken: ${fields.saw?.replace(/:.*/, '')}`)
    return undefined
  },
  hmm_fault: ({ fields }, j, task) => {
    const fill = task.rangeFault
    if (fill === undefined) return snapshotOnly
    const [start, end] = [number(fields.va), number(fields.end)]
    const first = at(fill, fields.va)
    if (fields.need !== undefined && (fields.need === 'W') !== fill.write)
      throw new Unexplained(`need=${fields.need}, and it fills to ${fill.write ? 'write' : 'read'}`)
    // a protection that was lifted while nothing was mapped has no line
    const [next] = j.upcoming(task.name)
    if (next?.event === 'fault') agreesWithVma(j, first.slot, next.fields.vm_flags)
    for (const { page, slot } of fill.walks) if (page.va >= start && page.va < end) thereIsVma(j, slot)
    // hmm_vma_fault() refuses a write that the VMA forbids
    looksUnlocked(
      j,
      first,
      inState(first, first.slot.vma.state.value === 'read-only' ? /\.fault\.|^idle$/ : /\.fault\./),
    )
    // hmm_vma_fault() faults on all the rest of the range, whether it is mapped or not
    for (const walk of fill.walks)
      if (walk.page.va > start && walk.page.va < end && j.isPossible(walk, inFault(walk))) j.step([walk], inFault(walk))
    return undefined
  },
  hmm_migwait: ({ fields }, j, task) => {
    const fill = task.rangeFault
    if (fill === undefined) return snapshotOnly
    const walk = at(fill, fields.va)
    thereIsVma(j, walk.slot)
    looksUnlocked(j, walk, inState(walk, /\.(migration entry|wait)$/))
    return undefined
  },
  hmm_seq_retry: ({ fields }, j, task) => {
    const fill = task.rangeFault
    if (fill === undefined) return snapshotOnly
    // the sequence is looked at before the VMA is
    const isThere = (part: PartRef, seen: AnyMachineSnapshot) =>
      part.name.startsWith('vma') && seen.value === 'detached' ? startOf(vma) : seen
    mustEqual('seq', fields.seq, fill.seq)
    const retries = (walk: Walk) => ({ ...inState(walk, /\.begin again$/), via: looks })
    if (!fill.walks.every((walk) => j.isPossible(walk, retries(walk), isThere))) callbackIsLate(j, fill.file)
    j.step(fill.walks, retries, isThere)
    return undefined
  },
  rf_ret: ({ fields }, j, task) => {
    const fill = current(task)
    if (fields.ret === '0') {
      for (const walk of fill.walks)
        if (!j.isPossible(walk, inState(walk, /\.check$/)) && isHuge(j, walk)) isUntold(j, walk.page, notTold)
      j.step(fill.walks, (walk) => inState(walk, /\.check$/))
    } else if (fields.ret === '-16') j.step(fill.walks, (walk) => ({ ...inState(walk, /\.begin again$/), via: looks }))
    else {
      // the pages that could be had do not matter any more
      for (const walk of fill.walks) j.end(walk)
      task.rangeFault = undefined
    }
  },
  rf_collide: (_line, j, task) => {
    const fill = current(task)
    j.step(fill.walks, (walk) => ({ ...inState(walk, /\.begin again$/), events: ['mmu_interval_read_retry'] }))
  },
  rf_commit: ({ fields }, j, task) => {
    const fill = current(task)
    mustEqual('seq', fields.seq, fill.seq)
    mustBeFree(fill.file, task)
    fill.file.storing = task.name
    j.step(fill.walks, (walk) => ({ ...inState(walk, /\.store$/), events: ['mmu_interval_read_retry'] }))
  },
}

/** A callback sets its sequence under the driver's lock, and its line is printed afterwards: a reader may know first. */
function comesLate(j: Journal, file: DeviceFile, fields: Line['fields']): void {
  if (Number(fields.sub_seq) !== file.seq && Number(fields.sub_seq) === file.mm.seq) callbackIsLate(j, file)
}

function callbackIsLate(j: Journal, file: DeviceFile): void {
  const { mm } = file
  const isCalled = [...j.tasks.values()].some(({ windows }) =>
    windows.some((window) => window.mm === mm && window.toCall.has(file)),
  )
  if (!isCalled) return
  j.tell(file.subscription, { type: 'set_seq' })
  file.seq = mm.seq
}

/** The mirror maps a page of the snapshot. */
export function storesSnapshot({ fields, words }: Line, j: Journal, task: Task): void {
  agreesWithPage(j, fields)
  const fill = current(task)
  const walk = at(fill, fields.va)
  const { file } = fill
  const frame = j.kernel.frame(fields.page as string)
  if (walk.outside !== undefined) mapsAsTold(j, file, walk.page, frame, words)
  j.step([walk], {
    events: ['store snapshot'],
    agrees: ({ after }) => {
      const { canon, page, slot } = walk
      const mapped = mirrorOf(canon.subscriber(page, file), canon.address(page, slot), after)
      if (!j.may(mapped.frame, frame) && !(j.kernel.zeroPage === undefined && mapped.frame === 'zero page'))
        return `it would map ${mapped.frame ?? 'nothing'}`
      return mapped.writable === words.includes('w') || `it would map it ${mapped.writable ? 'writable' : 'read-only'}`
    },
  })
  fill.walks = fill.walks.filter((other) => other !== walk)
  j.end(walk)
  if (fill.walks.length > 0) return
  file.storing = undefined
  task.rangeFault = undefined
}

/** The driver stores the memory behind a device page, and says which page that is. */
export function agreesWithPage(j: Journal, { page, hmmpfn, dev_page }: Line['fields']): void {
  if (hmmpfn === undefined) return
  const [frame, stored] = [j.kernel.frame(hmmpfn), j.kernel.frame(page as string)]
  if (j.kernel.zeroPage !== undefined && frame !== stored) throw new Unexplained(`hmmpfn=${hmmpfn} is not page=${page}`)
  if ((dev_page === '1') !== j.kernel.devicePages.has(hmmpfn))
    throw new Unexplained(`dev_page=${dev_page}, and ${frame} is ${dev_page === '1' ? 'no' : 'a'} device page`)
}

/** What somebody maps of whom the model does not know what he did. */
export function mapsAsTold(j: Journal, file: DeviceFile, page: Page, frame: Frame, words: readonly string[]): void {
  const mirror = j.kernel.mirror(file, page)
  const how = words.includes('a') ? 'atomic' : words.includes('w') ? 'rw' : 'ro'
  j.set(mirror, stateOf(mirror.machine, { mapped: how }, { frame }))
}

export function mustBeFree(file: DeviceFile, task: Task): void {
  if (file.storing !== undefined && file.storing !== task.name)
    throw new Unexplained(`${file.storing} holds the driver's lock`)
}

/** What is filled is said only after the sequence was read: the next line of the task that says it. */
function begin(j: Journal, task: Task, file: DeviceFile): RangeFault | undefined {
  const next = j.upcoming(task.name).find(({ event }) => event === 'rf')
  if (next === undefined) return undefined
  const [start, end] = [number(next.fields.start), number(next.fields.end)]
  const walks: Walk[] = []
  for (let va = start; va < end; va += size)
    walks.push(j.begin(path, task, j.place(file.mm, va), { file, name: threadName(file, task, 'fault') }))
  const write = next.words.includes('W')
  task.rangeFault = { file, walks, begun: false, remembers: false, start, end, write, seq: undefined }
  return task.rangeFault
}

const inState = (walk: Walk, state: RegExp) => ({
  events: [] as readonly string[],
  agrees: ({ after }: { readonly after: Parameters<typeof stateIn>[1] }): true | string =>
    state.test(stateIn(walk, after)) || `it is in "${stateIn(walk, after)}"`,
})

const inFault = (walk: Walk) => inState(walk, /\.fault\./)

function current(task: Task): RangeFault {
  const { rangeFault } = task
  if (rangeFault === undefined) throw new Unexplained(`${task.name} fills no mirror`)
  return rangeFault
}

function at(fill: RangeFault, va: string | undefined): Walk {
  const walk = fill.walks.find(({ page }) => page.va === number(va))
  if (walk === undefined) throw new Unexplained(`it fills ${fill.start.toString(16)} to ${fill.end.toString(16)}`)
  return walk
}

function mustEqual(what: string, said: string | undefined, is: number | undefined): void {
  if (is !== undefined && Number(said) !== is) throw new Unexplained(`${what}=${said}, and by the model it is ${is}`)
}
