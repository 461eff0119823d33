/** The steps of a log that led to a broken promise, as a trace: what a race table is printed from. */
import type { Trace, TraceStep, Violation } from '../../checker/index.ts'
import type { BrokenPromise } from './explain.ts'
import { isNameless } from './kernel.ts'
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

const isOfDriver = (name: string): boolean => name.startsWith('dmirror_')

/** A function of the driver says for which device; the callback of one may be called by somebody who works for another. */
function nameOn(file: DeviceFile | undefined, name: string): string {
  return file === undefined || !isOfDriver(name) || name.endsWith(')') ? name : `${name}(${file.device})`
}

/** Where the log says which function a step is in, that; with what it calls there, if that is another's. */
function whoTakes({ line, walk, place }: Entry, modelled: string): { readonly name: string; readonly calls?: string } {
  const { function: logged } = line
  if (place !== 'told' || logged === printsForOthers) return { name: nameOn(walk.file, modelled) }
  if (isOfDriver(modelled)) return { name: nameOn(walk.file, `${logged}${modelled.match(/\(.*\)$/)?.[0] ?? ''}`) }
  return { name: nameOn(walk.file, logged), ...(isOfDriver(logged) ? { calls: modelled } : {}) }
}

function stepOf(one: Entry | Remark, names: ReadonlyMap<Walk, string>): TraceStep {
  const { line, walk } = one
  const thread = names.get(walk) ?? walk.name
  const moved = { from: '', to: '' }
  if ('remark' in one) {
    const name = nameOn(one.file ?? walk.file, line.function)
    return { thread, event: line.event, function: name, note: `n=${line.n}: ${one.remark}`, changes: [], moved }
  }
  const { step, place } = one
  const transition = step.fired.find(({ part }) => part === step.thread)?.transition
  const description = transition?.description
  const meta = transition?.meta as { readonly function?: string; readonly file?: string } | undefined
  const modelled = meta?.function ?? step.event
  const changes = step.changes.flatMap(({ part, from, to }) => {
    const states = { from: part.show(from), to: part.show(to) }
    if (part.kind === 'thread' || part.quiet || states.from === states.to) return []
    // a frame that the log had no number for when the step was taken
    return isNameless(part.name) ? [] : [{ object: part.name, ...states }]
  })
  const { name, calls } = whoTakes(one, modelled)
  const where = place === 'before' ? `before n=${line.n}` : `n=${line.n}`
  return {
    thread,
    event: step.event,
    function: name,
    ...(meta?.file === undefined ? {} : { file: meta.file }),
    note: [
      where,
      ...(calls === undefined ? [] : [`${calls}()`]),
      ...(description === undefined ? [] : [description]),
    ].join(': '),
    changes,
    moved,
  }
}
