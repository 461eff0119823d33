/** Decides whether a log is a behaviour of the model, line by line. */
import { ModelError, type Refusal } from '../../checker/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { promises } from '../properties/index.ts'
import type { Switches } from '../switches.ts'
import { Ahead } from './ahead.ts'
import { Journal } from './journal.ts'
import type { Line } from './line.ts'
import { endsEviction } from './lines/evict.ts'
import { rules } from './lines/index.ts'
import { stores } from './lines/user-marks.ts'
import type { Page } from './parts.ts'
import { askPage, askStep, type Broken } from './promises.ts'
import { Unexplained } from './unexplained.ts'
import { forgetsValue } from './values.ts'
import type { Entry, Remark } from './walk.ts'

/** How many steps of a page are kept, for the race that ends in a broken promise. */
const RECENT = 60

export interface Stuck {
  readonly line: Line
  readonly reason: string
  readonly refusals: readonly Refusal[]
}

export interface Explanation {
  readonly lines: number
  readonly explained: number
  /** By reason. */
  readonly ignored: ReadonlyMap<string, number>
  readonly stuck: Stuck | undefined
  /** By the first line that breaks each. */
  readonly broken: readonly BrokenPromise[]
}

/** A promise that the log breaks. */
export interface BrokenPromise extends Broken {
  /** How often, counting lines. */
  times: number
  /** The steps at the page that led there. */
  readonly steps: readonly (Entry | Remark)[]
}

export interface ExplainOptions {
  readonly stepped?: (entry: Entry) => void
  readonly progress?: (lines: number) => void
  /** Does not count the lines after the first that is not explained. */
  readonly stopsWhenStuck?: boolean
}

export async function explain(
  lines: AsyncIterable<Line>,
  name: string,
  switches: Switches,
  driver: Driver,
  { stepped, progress, stopsWhenStuck = false }: ExplainOptions = {},
): Promise<Explanation> {
  const ahead = new Ahead()
  const touched = new Set<Page>()
  const broken = new Map<string, BrokenPromise>()
  const recent = new WeakMap<Page, (Entry | Remark)[]>()
  const keep = (one: Entry | Remark) => {
    const steps = recent.get(one.walk.page) ?? []
    recent.set(one.walk.page, steps)
    steps.push(one)
    if (steps.length > RECENT) steps.shift()
  }
  const breaks = (found: readonly Broken[]) => {
    for (const one of found) {
      one.page.isBroken = true
      const known = broken.get(one.promise.name)
      if (known === undefined)
        broken.set(one.promise.name, { ...one, times: 1, steps: [...(recent.get(one.page) ?? [])] })
      else known.times++
    }
  }
  const journal: Journal = new Journal(switches, driver, {
    stepped: (entry) => {
      stepped?.(entry)
      keep(entry)
      breaks(askStep(journal, entry.walk, entry.step))
    },
    remarked: keep,
    changed: (page) => touched.add(page),
    broke: (page, broke, clause) => {
      const promise = promises.find((one) => one.name === broke)
      if (promise !== undefined) breaks([{ promise, clause, line: journal.line, page }])
    },
  })
  journal.firstOf = (mm, va) => ahead.firstOf(journal, mm, va)
  journal.soon = (mm, va) => ahead.soon(journal, mm, va)
  journal.upcoming = (task) => ahead.of(task)
  let [count, explained] = [0, 0]
  const ignored = new Map<string, number>()
  let stuck: Stuck | undefined
  let first: Line | undefined
  for await (const line of ahead.through(lines)) {
    count++
    first ??= line
    if (count % 5000 === 0) progress?.(count)
    if (stuck !== undefined && stopsWhenStuck) break
    if (stuck !== undefined) continue
    try {
      const why = explainLine(journal, line)
      if (why === undefined) explained++
      else ignored.set(why, (ignored.get(why) ?? 0) + 1)
      for (const page of touched) {
        for (const slot of page.slots) forgetsValue(journal, slot)
        stores(journal, page)
      }
      for (const page of touched) breaks(askPage(journal, page))
      touched.clear()
    } catch (error) {
      if (!(error instanceof Unexplained)) throw error
      const before = first === undefined || first.event === 'dm_open' ? undefined : beganBefore(journal, line)
      if (before !== undefined) throw new ModelError(`${name}: it begins in the middle: ${before}`)
      stuck = { line, reason: error.reason, refusals: error.refusals }
    }
  }
  return { lines: count, explained, ignored, stuck, broken: [...broken.values()] }
}

/** With what a task comes to something new. */
const opens: ReadonlySet<string> = new Set([
  ...['dm_open', 'dm_release', 'ioctl', 'fault', 'fork_begin', 'exit_mmap', 'inv_start', 'u'],
  // a file is closed: its pages are evicted
  ...['pages', 'evict'],
])

const isOfEviction = ({ event, fields }: Line): boolean =>
  event === 'pages' || event === 'evict' || (event === 'inv_start' && fields.event === 'CLEAR')

/** What a line goes on with that the log does not tell of, for it began before. */
function beganBefore(journal: Journal, { fields, event, task: name, n }: Line): string | undefined {
  const { first } = journal.task(name)
  const isInside =
    first !== undefined &&
    (!opens.has(first.event) ||
      first.fields.event === 'MIGRATE' ||
      (first.event === 'pages' && first.fields.mm !== '0'))
  if (isInside)
    return `the first line of ${name}, n=${first.n}, is ev=${first.event}, which goes on with something; allowed: logs that tell of it`
  const mm = journal.kernel.mms.get(fields.mm ?? '')
  if (event === 'seq_open' && fields.hit === '1' && mm !== undefined && mm.files.size === 0)
    return `at n=${n} somebody is told of whose ev=dm_open there is no line; allowed: logs from the first of these on`
  return undefined
}

/** Whoever does one of these lives. */
const begins: ReadonlySet<string> = new Set(['dm_open', 'fault', 'fork_begin'])

function explainLine(journal: Journal, line: Line): string | undefined {
  const task = journal.next(line)
  task.first ??= line
  const owed = task.erased.find(({ may }) => !may)
  if (owed !== undefined && line.event !== 'dm_erase')
    throw new Unexplained(
      `before this line the callback has to erase the entry of ${owed.va.toString(16)}, which maps ${owed.frame}`,
    )
  if (line.event !== 'dm_erase') task.erased = []
  if (opens.has(line.event) && !isOfEviction(line)) endsEviction(journal, task)
  if (line.fields.mm !== undefined && begins.has(line.event)) {
    const { exits } = journal.kernel.mm(line.fields.mm)
    if (exits !== undefined && (exits !== line.task || line.event === 'dm_open'))
      journal.kernel.replaces(line.fields.mm)
  }
  const rule = rules[line.event]
  if (rule === undefined) throw new Unexplained(`ev=${line.event} is no kind of line that the model knows`)
  const why = rule(line, journal, task)
  task.previous = line.n
  return why ?? journal.skipped
}
