/** Lines of a device that uses its mirror: for the test driver a look-up and an access under one lock. */
import { ZERO_PAGE } from '../../names.ts'
import { deviceAccess, deviceRead, deviceWrite } from '../../paths/device-access.ts'
import { mirrorOf } from '../../paths/sight.ts'
import { stateOf } from '../cell.ts'
import { number } from '../line.ts'
import { Unexplained } from '../unexplained.ts'
import { heldTo, wrote } from '../values.ts'
import { threadName } from '../walk.ts'
import { mustBeFree } from './device-fault.ts'
import type { Rules } from './rule.ts'

export const deviceUse: Rules = {
  dm_load: ({ fields, words }, j, task) => {
    const file = j.file(fields.dm as string, fields)
    mustBeFree(file, task)
    const { page, slot } = j.place(file.mm, fields.va)
    const mirror = j.kernel.mirror(file, page)
    const isEmpty = fields.page === '0'
    const frame = isEmpty ? null : j.kernel.frame(fields.page as string)
    if (!file.known && mirror.state.context.frame === null && frame !== null)
      mirror.state = stateOf(mirror.machine, { mapped: fields.w === '1' ? 'rw' : 'ro' }, { frame })
    const canon = j.canon(page)
    const mapped = mirrorOf(canon.subscriber(page, file), canon.address(page, slot), j.see(page))
    const isIt = isEmpty || j.may(mapped.frame, frame) || j.kernel.mirrors(mapped.frame, fields.page as string)
    if (isEmpty !== (mapped.frame === null) || !isIt)
      throw new Unexplained(`the mirror of ${file.device} maps ${mapped.frame ?? 'nothing'}`)
    const isWritable = mapped.writable && !mapped.atomic
    if (!isEmpty && isWritable !== (fields.w === '1'))
      throw new Unexplained(`the mirror of ${file.device} is ${isWritable ? 'writable' : 'read-only'}`)
    const write = words.includes('W')
    task.access = undefined
    if (isEmpty || (write && !isWritable)) return
    const walk = j.begin(deviceAccess, task, { page, slot }, { file, name: threadName(file, task, 'access') })
    j.step([walk], { events: [write ? deviceWrite : deviceRead] })
    j.end(walk)
    task.access = { file, va: page.va, frame: mapped.frame }
  },
  dm_miss: ({ fields, words }, j) => {
    const file = j.file(fields.dm as string, fields)
    const { page, slot } = j.place(file.mm, fields.va)
    const canon = j.canon(page)
    const { frame, writable, atomic } = mirrorOf(canon.subscriber(page, file), canon.address(page, slot), j.see(page))
    if (frame !== null && !(words.includes('W') && (!writable || atomic)))
      throw new Unexplained(`the mirror of ${file.device} maps ${frame}`)
  },
  dm_read: ({ fields }, j, task) => {
    const { page, slot, frame } = accessed(fields, j, task)
    heldTo(j, page, slot, frame, fields.val as string)
  },
  dm_write: ({ fields }, j, task) => {
    const { page, slot, frame } = accessed(fields, j, task)
    if (fields.old !== undefined) heldTo(j, page, slot, frame, fields.old)
    wrote(j, slot, fields.val as string)
  },
  dm_write_done: ({ fields }, j, task) => {
    accessed(fields, j, task)
    task.access = undefined
  },
}

function accessed(
  fields: Parameters<Rules[string]>[0]['fields'],
  j: Parameters<Rules[string]>[1],
  { access, name }: Parameters<Rules[string]>[2],
) {
  const file = j.file(fields.dm as string, fields)
  if (access === undefined || access.file !== file || access.va !== number(fields.va))
    throw new Unexplained(`${name} has not looked it up`)
  const frame = access.frame ?? ZERO_PAGE
  const isStale = j.kernel.mirrors(frame, fields.page as string)
  if (!isStale && !j.may(frame, j.kernel.frame(fields.page as string)) && frame !== ZERO_PAGE)
    throw new Unexplained(`${name} has looked up ${frame}`)
  const place = j.place(file.mm, fields.va)
  if (isStale || (frame !== ZERO_PAGE && (j.kernel.folios.get(frame)?.state.value ?? 'free') === 'free')) {
    // while the mirror maps it, that is what the promise itself finds
    if (j.kernel.mirror(file, place.page).state.context.frame !== frame)
      j.breaks(place.page, 'no-dangling-mirror', `GPU ${file.device} uses ${frame}, which was freed after the look-up`)
    return { ...place, frame }
  }
  if (fields.ref !== undefined && Number(fields.ref) < 1)
    throw new Unexplained(`${frame} has no reference left: it is free`)
  return { ...place, frame }
}
