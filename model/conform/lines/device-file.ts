/** Lines of a device file, and of the calls of the test driver. */
import type { Journal } from '../journal.ts'
import { number } from '../line.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { endsEviction } from './evict.ts'
import { takesAlone, tookAlone } from './make-device-exclusive.ts'
import type { Rules } from './rule.ts'

export const deviceFile: Rules = {
  dm_open: ({ fields }, j) => {
    const id = fields.dm as string
    if (j.kernel.files.has(id)) throw new Unexplained('the file is open already')
    const file = j.file(id, fields, true)
    j.kernel.owners.set(fields.owner as string, file.device)
    file.mm.announces = true
    // what is open now met nobody, and a new subscription starts with the number before the present one
    const { context, value } = file.mm.notifier.state
    if (context.active > 0 && value === 'even') j.tell(file.mm.notifier, { type: 'seq_odd' })
  },
  dm_release: ({ fields }, j) => {
    const file = j.kernel.files.get(fields.dm as string)
    if (file === undefined) return 'a file of which the log has not told'
    j.kernel.files.delete(file.id)
    file.mm.files.delete(file)
    return undefined
  },
  ioctl: ({ fields }, j, task) => {
    const file = j.file(fields.dm as string, fields)
    if (task.ioctl !== undefined) throw new Unexplained(`${task.name} is in another call of the driver`)
    const [va, pages] = [number(fields.va), Number(fields.npages)]
    task.ioctl = { command: fields.cmd as string, file, va, pages, since: j.line.n }
    if (fields.cmd === 'EXCLUSIVE') takesAlone(j, task)
  },
  ioctl_ret: ({ fields }, j, task) => {
    const { ioctl } = task
    if (ioctl !== undefined && ioctl.command !== fields.cmd)
      throw new Unexplained(`${task.name} is in the call ${ioctl.command}`)
    endsCall(j, task)
  },
  exit_mmap: ({ fields }, j, task) => {
    j.kernel.mm(fields.mm as string).exits = task.name
  },
}

function endsCall(j: Journal, task: Task): void {
  endsEviction(j, task)
  tookAlone(j, task)
  if (task.migration !== undefined) throw new Unexplained('a migration is not finished')
  if (task.fault !== undefined) throw new Unexplained('a fault has not returned')
  for (const walk of task.rangeFault?.walks ?? []) j.end(walk)
  if (task.ioctl?.file.storing === task.name) task.ioctl.file.storing = undefined
  task.rangeFault = undefined
  task.snapshot = undefined
  task.ioctl?.file.tasks.delete(task.name)
  task.ioctl = undefined
}
