/** The steps of a log that led to a broken promise, as a trace: what a race table is printed from. */
import type { Trace, TraceStep, Violation } from '../../checker/index.ts'
import type { BrokenPromise } from './explain.ts'
import { isNameless } from './kernel.ts'
import type { Line } from './line.ts'
import type { DeviceFile } from './parts.ts'
import type { Entry, Remark, Walk } from './walk.ts'

export interface LogRace {
  readonly trace: Trace
  readonly violation: Violation
}

/** How many steps back the last thread is followed whose first step is still shown. */
const SHOWN = 20

export function raceOf({ promise, clause, line, steps }: BrokenPromise): LogRace {
  const shown = cut(steps)
  const names = namesOf(shown)
  return {
    trace: {
      threads: [...new Set(names.values())],
      initial: [],
      steps: shown.map((one) => stepOf(one, names)),
      final: [],
    },
    violation: {
      kind: 'step',
      property: promise.name,
      clause: `${clause} (line n=${line.n})`,
      statement: promise.statement,
      source: promise.source,
    },
  }
}

/** A column for each task, with the device that it works for. */
function namesOf(steps: readonly (Entry | Remark)[]): Map<Walk, string> {
  const devices = new Map<string, Set<string>>()
  for (const { walk } of steps) {
    const known = devices.get(walk.task.name) ?? new Set()
    devices.set(walk.task.name, walk.file === undefined ? known : known.add(`GPU ${walk.file.device}`))
  }
  const nameOf = ({ task }: Walk) => [task.name, ...(devices.get(task.name) ?? [])].join(', ')
  return new Map(steps.map(({ walk }) => [walk, nameOf(walk)]))
}

/** From the first step of the earliest thread that took one of the last steps. */
function cut(steps: readonly (Entry | Remark)[]): readonly (Entry | Remark)[] {
  const last = new Set(steps.slice(-SHOWN).map(({ walk }) => walk))
  const first = steps.findIndex(({ walk }) => last.has(walk))
  return steps.slice(first)
}

/** What the kernel's patch calls itself where it prints for several functions. */
const printsForOthers = 'ht_pte'

/** The log's own name for what a line tells of, with the device if it is a function of the driver. */
function nameIn({ function: name }: Line, modelled: string | undefined, file: DeviceFile | undefined): string {
  const own = name === printsForOthers && modelled !== undefined ? modelled.replace(/\(.*$/, '') : name
  // the callback of a device may be called by somebody who works for another
  const whose = modelled?.match(/\(.*\)$/)?.[0] ?? (file === undefined ? '' : `(${file.device})`)
  return own.startsWith('dmirror_') ? `${own}${whose}` : own
}

function stepOf(one: Entry | Remark, names: ReadonlyMap<Walk, string>): TraceStep {
  const { line, walk } = one
  const thread = names.get(walk) ?? walk.name
  const moved = { from: '', to: '' }
  if ('remark' in one) {
    const name = nameIn(line, undefined, one.file ?? walk.file)
    return { thread, event: line.event, function: name, note: `n=${line.n}: ${one.remark}`, changes: [], moved }
  }
  const { step, isTold } = one
  const transition = step.fired.find(({ part }) => part === step.thread)?.transition
  const meta = transition?.meta as { readonly function?: string; readonly file?: string } | undefined
  const modelled = meta?.function ?? step.event
  const changes = step.changes.flatMap(({ part, from, to }) => {
    const states = { from: part.show(from), to: part.show(to) }
    if (part.kind === 'thread' || part.quiet || states.from === states.to) return []
    // a frame that the log had no number for when the step was taken
    return isNameless(part.name) ? [] : [{ object: part.name, ...states }]
  })
  const where = isTold ? `n=${line.n}` : `before n=${line.n}`
  return {
    thread,
    event: step.event,
    function: isTold ? nameIn(line, modelled, walk.file) : modelled,
    ...(meta?.file === undefined ? {} : { file: meta.file }),
    note: transition?.description === undefined ? where : `${where}: ${transition.description}`,
    changes,
    moved,
  }
}
