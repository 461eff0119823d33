/** From the lines of a log to what they say in order: which step of which model thread each line belongs to. */
import { ZERO_PAGE } from '../../../model/names.ts'
import type { Line } from './line.ts'
import { type Doing, type Said, said } from './said.ts'

/** One step of one thread, with the lines that tell of it. */
export interface Deed {
  readonly thread: string
  readonly steps: Said['steps']
  readonly lines: Line[]
  /** Places in the sequence: of all its lines, of the one printed at the step, of those printed before and after it. */
  readonly first: number
  last: number
  at: number | undefined
  lastBefore: number | undefined
  firstAfter: number | undefined
}

export interface Entry {
  readonly line: Line
  readonly thread: string
  readonly deed: Deed | undefined
}

interface Sequence {
  readonly entries: readonly Entry[]
  /** By thread, in the thread's own order. */
  readonly deeds: ReadonlyMap<string, readonly Deed[]>
  /** What the log calls a page: by its own number, or a device page by the number of the memory behind it. */
  readonly pageOf: (number: string) => string
}

const devices = ['A', 'B']
const rank = { before: 0, at: 1, after: 2 }

export function sequenceOf(lines: readonly Line[]): Sequence {
  const { pageOf } = pageNames(lines)
  const tasks = new Map<string, { driver: string | undefined; doing: Doing; stage: number }>()
  const entries: Entry[] = []
  const deeds = new Map<string, Deed[]>()
  for (const line of modelled(lines)) {
    const task = tasks.get(line.task) ?? { driver: undefined, doing: 'zap_page_range_single', stage: 0 }
    tasks.set(line.task, task)
    const device = devices[Number(line.fields.dev)]
    if (line.event === 'ioctl') task.driver = `GPU ${device} driver`
    if (line.event === 'ioctl_ret') task.driver = undefined
    if (line.event === 'setup') task.doing = 'migrate_vma_setup'
    if (line.event === 'pages') task.doing = 'migrate_vma_pages'
    const accesses = ['dm_load', 'dm_read', 'dm_write', 'dm_write_done', 'dm_miss'].includes(line.event)
    const thread = accesses ? `GPU ${device} access` : (task.driver ?? (isZap(line, task.doing) ? 'madvise' : 'CPU'))
    const says = said(line, task.doing)
    const deed = says === undefined ? undefined : deedOf(deeds, thread, says, line, entries.length)
    entries.push({ line, thread, deed })
    // what a task opens next is a zap, unless another line says otherwise first
    if (line.event === 'inv_end' || line.event === 'pages_ret') task.doing = 'zap_page_range_single'
  }
  return { entries, deeds, pageOf }
}

/** A CPU's own invalidations are zaps; those around a migration belong to its fault. */
const isZap = ({ event, fields }: Line, doing: Doing): boolean =>
  fields.why === 'zap' ||
  (doing === 'zap_page_range_single' &&
    ['inv_start', 'seq_open', 'dm_inval', 'dm_erase', 'seq_close', 'inv_end'].includes(event))

/** The deed that a line belongs to: the thread's last one, or a new one if the line cannot be a part of that. */
function deedOf(deeds: Map<string, Deed[]>, thread: string, { steps, when }: Said, line: Line, place: number): Deed {
  const own = deeds.get(thread) ?? []
  deeds.set(thread, own)
  const latest = own.at(-1)
  const reached = latest?.firstAfter !== undefined ? 2 : latest?.at !== undefined ? 1 : 0
  const continues =
    latest !== undefined &&
    String(latest.steps) === String(steps) &&
    latest.lines.every(({ event }) => event !== line.event) &&
    (rank[when] > reached || (when !== 'at' && rank[when] === reached))
  const deed: Deed = continues
    ? latest
    : {
        thread,
        steps,
        lines: [],
        first: place,
        last: place,
        at: undefined,
        lastBefore: undefined,
        firstAfter: undefined,
      }
  if (!continues) own.push(deed)
  deed.lines.push(line)
  deed.last = place
  if (when === 'before') deed.lastBefore = place
  if (when === 'at') deed.at = place
  if (when === 'after') deed.firstAfter ??= place
  return deed
}

/** The lines of what the model has: not of a fault that only retries without the per-VMA lock, nor of an empty migration. */
function modelled(lines: readonly Line[]): Line[] {
  const dropped = new Set<Line>()
  for (const [index, line] of lines.entries()) {
    const own = (other: Line) => other.task === line.task
    if (line.event === 'dpf_vmalock_retry') dropped.add(line)
    if (line.event === 'fault_ret' && line.fields.ret === '400') {
      dropped.add(line)
      dropped.add(lines.slice(0, index).findLast((other) => own(other) && other.event === 'fault') ?? line)
    }
    if (line.event === 'dm_miss') dropped.add(lines.slice(0, index).findLast((other) => own(other)) ?? line)
    // nothing was collected: the driver goes through the motions, and the model's migration has ended
    if (line.event === 'setup_src' && line.fields.src === '-:0:') {
      const rest = lines.slice(index + 1).filter(own)
      const end = rest.findIndex(({ event }) => event === 'finalize_ret')
      for (const other of rest.slice(0, end + 1)) dropped.add(other)
    }
  }
  return lines.filter((line) => !dropped.has(line))
}

function pageNames(lines: readonly Line[]) {
  const names = new Map<string, string>()
  for (const { event, fields } of lines) {
    if (event === 'dev_alloc' && fields.backing !== undefined && fields.pfn !== undefined)
      names.set(fields.backing, fields.pfn)
    const [kind, number] = fields.saw?.split(':') ?? []
    if (event === 'hmm_pte' && kind === 'zero' && number !== undefined) names.set(number, ZERO_PAGE)
  }
  return { pageOf: (number: string) => names.get(number) ?? number }
}
