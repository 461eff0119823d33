/** The steps of a log that led to a broken promise, as a trace: what a race table is printed from. */
import type { Trace, TraceStep, Violation } from '../../checker/index.ts'
import type { BrokenPromise } from './explain.ts'
import { isNameless } from './kernel.ts'
import type { Entry, Walk } from './walk.ts'

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
      steps: shown.map((entry, i) =>
        stepOf(entry, names, shown[i + 1]?.line !== entry.line || shown[i + 1]?.walk !== entry.walk),
      ),
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
function namesOf(steps: readonly Entry[]): Map<Walk, string> {
  const devices = new Map<string, Set<string>>()
  for (const { walk } of steps) {
    const known = devices.get(walk.task.name) ?? new Set()
    devices.set(walk.task.name, walk.file === undefined ? known : known.add(`GPU ${walk.file.device}`))
  }
  const nameOf = ({ task }: Walk) => [task.name, ...(devices.get(task.name) ?? [])].join(', ')
  return new Map(steps.map(({ walk }) => [walk, nameOf(walk)]))
}

/** From the first step of the earliest thread that took one of the last steps. */
function cut(steps: readonly Entry[]): readonly Entry[] {
  const last = new Set(steps.slice(-SHOWN).map(({ walk }) => walk))
  const first = steps.findIndex(({ walk }) => last.has(walk))
  return steps.slice(first)
}

/** @param isLast whether it is the step that the line tells of, and not one that went before it unseen */
function stepOf({ line, step, walk }: Entry, names: ReadonlyMap<Walk, string>, isLast: boolean): TraceStep {
  const transition = step.fired.find(({ part }) => part === step.thread)?.transition
  const meta = transition?.meta as { readonly function?: string; readonly file?: string } | undefined
  const changes = step.changes.flatMap(({ part, from, to }) => {
    const states = { from: part.show(from), to: part.show(to) }
    if (part.kind === 'thread' || part.quiet || states.from === states.to) return []
    // a frame that the log had no number for when the step was taken
    return isNameless(part.name) ? [] : [{ object: part.name, ...states }]
  })
  const where = isLast ? `n=${line.n}` : `before n=${line.n}`
  return {
    thread: names.get(walk) ?? walk.name,
    event: step.event,
    function: meta?.function ?? step.event,
    ...(meta?.file === undefined ? {} : { file: meta.file }),
    note: transition?.description === undefined ? where : `${where}: ${transition.description}`,
    changes,
    moved: { from: '', to: '' },
  }
}
