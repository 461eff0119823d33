/** Lines of a driver that takes pages for its device alone. */
import type { LogObservation, PartRef } from '../../../checker/index.ts'
import { makeDeviceExclusive } from '../../paths/make-device-exclusive.ts'
import { mirrorOf } from '../../paths/sight.ts'
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { type Corrected, threadName, type Walk } from '../walk.ts'
import { mapsAsTold } from './device-fault.ts'
import { changesPte } from './pte.ts'

const size = 0x1000

/** EXCLUSIVE of so many pages. */
export function takesAlone(j: Journal, task: Task): void {
  const { ioctl } = task
  if (ioctl === undefined) return
  const { file, va, pages } = ioctl
  const name = threadName(file, task, 'exclusive')
  const all = Array.from({ length: pages }, (_, i) => va + i * size)
  task.exclusives = new Map(
    all.map((at) => [at, j.begin(makeDeviceExclusive, task, j.place(file.mm, at), { file, name })]),
  )
}

/** It is over, with or without each page. */
export function tookAlone(j: Journal, task: Task): void {
  for (const walk of task.exclusives?.values() ?? []) {
    j.letGo(walk)
    j.end(walk)
  }
  task.exclusives = undefined
}

/**
 * What was met, and got a reference on, may have been replaced before the task's next line: GUP takes all pages before the
 * first is made exclusive, and a fault waits for the page's lock.
 */
export function metPage(j: Journal, walk: Walk, since: number, observation: LogObservation): void {
  if (j.isPossible(walk, observation)) return void j.step([walk], observation)
  const { page, slot, canon } = walk
  const pte = canon.address(page, slot).pte as PartRef
  const before = slot.was.filter(({ until }) => until > since).map(({ state }) => state)
  const way = before
    .reverse()
    .map(
      (state): Corrected =>
        (part, seen) =>
          part === pte ? state : seen,
    )
    .find((corrected) => j.isPossible(walk, observation, corrected))
  const wasThere = before.some(({ value }) => /"rw"|exclusive/.test(JSON.stringify(value)))
  if (way === undefined && wasThere) walk.outside = 'a page that is held has gone: the log does not tell of references'
  else j.step([walk], observation, way)
}

export function makesExclusive(line: Line, j: Journal, task: Task): void {
  const walk = walkAt(line, task)
  changesPte(j, line, walk, ['make_device_exclusive sets pte'])
  walk.slot.exclusiveWrites = j.pteText(line.fields.new)?.writable
}

export function storesExclusive(line: Line, j: Journal, task: Task): void {
  const walk = walkAt(line, task)
  const { canon, page, slot } = walk
  const file = j.file(line.fields.dm as string, line.fields)
  if (walk.outside !== undefined) mapsAsTold(j, file, page, j.kernel.frame(line.fields.page as string), line.words)
  j.step([walk], {
    events: ['store exclusive'],
    agrees: ({ after }) => {
      const mapped = mirrorOf(canon.subscriber(page, file), canon.address(page, slot), after)
      return (
        (mapped.atomic && j.may(mapped.frame, j.kernel.frame(line.fields.page as string))) ||
        `it would map ${mapped.frame}`
      )
    },
  })
  j.letGo(walk)
}

function walkAt({ fields }: Line, task: Task) {
  const walk = task.exclusives?.get(Number.parseInt(fields.va ?? '', 16))
  if (walk === undefined) throw new Unexplained(`${task.name} takes no page for a device alone there`)
  return walk
}
