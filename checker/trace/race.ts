/**
 * A counterexample as the authors of concurrent code write races: one column per thread, time downwards, and one sentence at the end.
 *
 * Endless:  a run that goes on for ever is marked where what it repeats begins, and at its end with the number of that step.
 * Shows:    each step's function, which branch it took, and the objects that it changed. A step of which there is nothing
 *           but an event's type shows how its thread moved. Nothing that stayed the same.
 * Width:    100 columns for up to four threads, unless names are too long for their columns: a name of up to 40
 *           characters is not broken. More threads get columns of at least 22. In both cases the text gets wider.
 * Text:     ASCII, no trailing white space: it can be pasted into a mail as it is.
 */
import { showCall } from './call.ts'
import { layOut, row, sideBySide } from './columns.ts'
import { lockChain } from './lock-chain.ts'
import { showChange, showMove } from './state-change.ts'
import type { Trace, TraceStep, Violation, Waiting } from './trace.ts'
import { plainAscii, wrap } from './wrap.ts'

export interface RaceOptions {
  /** Columns of the text; 100 unless told. */
  readonly width?: number
  /** What the race is of, above it. */
  readonly title?: string
  /** The last sentence, where it is not that a promise broke. */
  readonly closing?: string
}

/** A longer name is broken. */
const longestName = 40

/** A counterexample as text, one column per thread, that can be pasted into a mail. */
export function formatRace(trace: Trace, violation: Violation, options: RaceOptions = {}): string {
  const width = options.width ?? 100
  const blocks = [
    ...(options.title === undefined ? [] : [wrap(options.title, width, '  ')]),
    columns(trace, width),
    ...(violation.waiting === undefined ? [] : [waitingList(violation, violation.waiting, width)]),
    wrap(options.closing ?? closingSentence(violation), width),
    ...(violation.fairness === undefined ? [] : [scheduling(violation, violation.fairness, { trace, width })]),
  ]
  return plainAscii(blocks.map((lines) => lines.join('\n')).join('\n\n'))
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Which promise broke, how, and where it is written down, as one sentence. */
export function closingSentence(violation: Violation): string {
  const { kind, property, statement, source } = violation
  const clause = withoutStop(violation.clause)
  const broken =
    kind === 'witness'
      ? `"${property}" must be reachable, or the check means nothing: ${clause}`
      : `${property} is broken: ${clause}`
  if (statement === undefined) return source === undefined ? `${broken}.` : `${broken}; it is promised in ${source}.`
  const promise = `the promise "${withoutStop(statement)}"`
  return source === undefined ? `${broken}, against ${promise}.` : `${broken}; ${promise} is written down in ${source}.`
}

const withoutStop = (text: string): string => text.trim().replace(/\.$/, '')

function columns(trace: Trace, width: number): string[] {
  if (trace.steps.length === 0) return ['No step is needed: the initial state is enough.']
  const threads = trace.threads.filter((name) => trace.steps.some(({ thread }) => thread === name))
  const written = trace.steps.map((step) => ({ thread: step.thread, lines: entries(step) }))
  const natural = threads.map((name) =>
    Math.max(
      name.length,
      ...written.filter(({ thread }) => thread === name).flatMap(({ lines }) => lines.map(unfolded)),
    ),
  )
  const least = threads.map((name) =>
    Math.max(...written.filter(({ thread }) => thread === name).flatMap(({ lines }) => lines.map(unbroken))),
  )
  const layout = layOut(natural, least, width)
  const { widths } = layout
  const heads = threads.map((name, i) => wrap(plainAscii(name), widths[i] ?? width))
  const lines = [
    ...sideBySide(heads, layout),
    row(
      heads.map((lines) => '-'.repeat(Math.max(...lines.map(({ length }) => length)))),
      layout,
    ),
  ]
  for (const [i, { thread, lines: entry }] of written.entries()) {
    if (i === trace.cycle) lines.push(mark(`step ${i + 1}: from here for ever`))
    const at = threads.indexOf(thread)
    const room = widths[at] ?? width
    for (const line of entry.flatMap((part) => folded(part, room)))
      lines.push(
        row(
          threads.map((_, i) => (i === at ? line : '')),
          layout,
        ),
      )
  }
  if (trace.cycle !== undefined)
    lines.push(mark(trace.cycle === written.length ? 'here it stops for ever' : `back to step ${trace.cycle + 1}`))
  return lines
}

const mark = (text: string): string => `~~~ ${text} ~~~`

/** One entry of a step, and how its lines are indented. */
interface Entry {
  readonly text: string
  readonly hang: { readonly indent: string; readonly more: string }
}

const unfolded = ({ text, hang }: Entry): number => hang.indent.length + text.length

/** The room in which no name of it is broken, on whichever line that comes to be. */
function unbroken({ text, hang }: Entry): number {
  const names = text.split(/\s+/).filter((word) => word.length <= longestName)
  const isAlone = names.length < 2
  const margin = hang.indent.length + (isAlone ? 0 : hang.more.length)
  return Math.min(margin + Math.max(0, ...names.map(({ length }) => length)), hang.indent.length + text.length)
}

function entries(step: TraceStep): Entry[] {
  const { note, moved } = step
  const changes = step.changes.filter(({ quiet }) => !quiet)
  const move = isNameless(step) ? showMove(moved.from, moved.to) : undefined
  return [
    { text: showCall(step.function), hang: { indent: '', more: '    ' } },
    ...(note === undefined ? [] : [{ text: `// ${note}`, hang: { indent: '  ', more: '   ' } }]),
    ...changes.map(({ object, from, to }) => `${object}: ${showChange(from, to)}`).map(indented),
    ...(move === undefined ? [] : [indented(`(${move})`)]),
  ].map(({ text, hang }) => ({ text: plainAscii(text), hang }))
}

/** There is nothing to read of it but its event's type, so that it may not even be clear where it leads. */
export function isNameless({ event, function: name, file, note, changes, moved }: TraceStep): boolean {
  const isNamed = note !== undefined || file !== undefined || !event.startsWith(name)
  return !isNamed && changes.length === 0 && moved.from !== moved.to
}

const indented = (text: string): Entry => ({ text, hang: { indent: '  ', more: '  ' } })

/** A change that needs more than one line shows the new state on a line of its own. */
function folded({ text, hang }: Entry, room: number): string[] {
  const { indent, more } = hang
  const width = room - indent.length
  const parts = text.startsWith('//') || text.length <= width ? [] : text.split(/(?= -> )/)
  const [before = '', after = ''] = parts
  const lines =
    parts.length === 2
      ? [...wrap(before, width, more), ...wrap(after, width - more.length, '   ').map((line) => more + line)]
      : wrap(text, width, more)
  return lines.map((line) => indent + line)
}

function waitingList({ kind }: Violation, waiting: readonly Waiting[], width: number): string[] {
  const lines = [kind === 'deadlock' ? 'No thread can take a step:' : 'These can never take a step again:']
  for (const { thread, state, events } of waiting) {
    lines.push(...wrap(`${thread}, in ${state}, waits for`, width - 2, '  ').map((line) => `  ${line}`))
    if (events.length === 0) lines.push('    no event at all: its state accepts none')
    for (const { event, guards } of events) {
      const because = guards.length === 0 ? 'nothing accepts it' : `no guard says yes: ${guards.join('; ')}`
      lines.push(...wrap(`${event}: ${because}`, width - 4, '  ').map((line) => `    ${line}`))
    }
  }
  const chain = lockChain(waiting)
  if (chain.length > 0)
    lines.push('Who holds what:', ...chain.flatMap((line) => wrap(line, width - 2, '  ').map((one) => `  ${one}`)))
  return lines
}

/** What was assumed of the scheduler, and what would have to be. */
function scheduling(
  { excludedBy = [] }: Violation,
  fairness: readonly string[],
  { trace, width }: { readonly trace: Trace; readonly width: number },
): string[] {
  const assumed = `Assumed fair: ${fairness.length === 0 ? 'nobody' : fairness.join(', ')}.`
  const more = excludedBy.map(
    ({ fairness, suffices }) =>
      `Ruled out if one assumes ${fairness}, too; ${suffices ? 'so are all others like it' : 'others like it are not'}.`,
  )
  const isStop = trace.cycle === trace.steps.length
  const who = isStop ? 'Nobody who has begun can move any more' : 'Whoever has begun and can move does so in this cycle'
  const nothing = `${who}: no fairness rules out all runs like it.`
  return [assumed, ...(more.length === 0 ? [nothing] : more)].flatMap((line) => wrap(line, width, '  '))
}
