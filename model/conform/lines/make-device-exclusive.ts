/** Lines of a driver that takes pages for its device alone. */

import type { AnyMachineSnapshot } from 'xstate'
import type { PartRef } from '../../../checker/index.ts'
import { makeDeviceExclusive } from '../../paths/make-device-exclusive.ts'
import { mirrorOf } from '../../paths/sight.ts'
import { type Journal, Unexplained, type Walk } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Task } from '../task.ts'
import { changesPte } from './pte.ts'
import { isAt } from './where.ts'

const size = 0x1000

/** EXCLUSIVE of so many pages. */
export function takesAlone(j: Journal, task: Task): void {
  const { ioctl } = task
  if (ioctl === undefined) return
  const { file, va, pages } = ioctl
  const name = j.nameOf(file, task, 'exclusive')
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

/** GUP has taken all pages before the first is made exclusive: what it saw may have changed since. */
export function gotPage(j: Journal, walk: Walk): void {
  const locked = isAt(walk, [], 'locked')
  if (j.isPossible(walk, locked)) return void j.step([walk], locked)
  const { page, slot, canon } = walk
  const pte = canon.address(page, slot).pte as PartRef
  const way = slot.was
    .map(({ state }) => state)
    .reverse()
    .map((state) => (part: PartRef, seen: AnyMachineSnapshot) => (part === pte ? state : seen))
    .find((corrected) => j.isPossible(walk, locked, corrected))
  const since = walk.task.ioctl?.since ?? 0
  const wasThere = slot.was.some(({ until, state }) => until > since && isWritable(state.value))
  if (way === undefined && wasThere) walk.outside = 'a page that GUP holds has gone: the log does not tell of references'
  else j.step([walk], locked, way)
}

const isWritable = (value: unknown): boolean => JSON.stringify(value) === '{"present":"rw"}'


export function makesExclusive(line: Line, j: Journal, task: Task): void {
  const walk = walkAt(line, task)
  changesPte(j, line, walk, ['make_device_exclusive sets pte'])
  walk.slot.exclusiveWrites = j.pteText(line.fields.new)?.writable
}

export function storesExclusive(line: Line, j: Journal, task: Task): void {
  const walk = walkAt(line, task)
  const { canon, page, slot } = walk
  const file = j.kernel.file(line.fields.dm as string, line.fields)
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
