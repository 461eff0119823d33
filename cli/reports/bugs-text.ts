/** The history of bugs as a table: what the model makes of each today. */
import { classOf, isFound, showFixes } from '../../model/index.ts'
import type { JudgedBug } from '../checks/judge-bugs.ts'
import type { Colors } from '../output.ts'
import { formatTrace } from '../trace-formats.ts'
import { commandOf } from './command-of.ts'
import { fact } from './fact.ts'
import { plainTable } from './plain-table.ts'
import { verdictOf } from './surprise.ts'

export function formatBugs(judged: readonly JudgedBug[], colors: Colors): string {
  const rows = judged.map((one) => [
    one.surprise === undefined ? ' ' : colors.red('!'),
    one.bug.id,
    classOf(one.bug),
    one.status,
    one.finds?.answer.violated?.property ?? '',
    outcome(one),
    one.bug.title,
  ])
  const table = plainTable(
    ['', 'bug', 'class', 'here', 'promise', '', 'what it is'].map((name) => ({ name })),
    rows,
  )
  return [table, '', closing(judged)].join('\n')
}

/** How the bug was found, or why it was not. */
function outcome({ bug, finds }: JudgedBug): string {
  if (!isFound(bug.reach)) return bug.reach.why
  const { task, answer } = finds ?? {}
  if (task === undefined || answer === undefined) return ''
  const steps = `${answer.depth} steps`
  return task.mutation === undefined ? `${task.scenario} ${task.kernel}, ${steps}` : `as ${task.mutation}, ${steps}`
}

function closing(judged: readonly JudgedBug[]): string {
  const count = (status: JudgedBug['status']) => judged.filter((one) => one.status === status).length
  const found = judged.length - count('out of reach')
  const surprises = judged.flatMap(({ bug, surprise }) => (surprise === undefined ? [] : [`! ${bug.id}: ${surprise}`]))
  return [
    `${found} of ${judged.length} bugs are within reach, of which ${count('found')} are found.`,
    ...surprises,
  ].join('\n')
}

export function formatBug({ bug, finds, repaired, status, surprise }: JudgedBug, colors: Colors): string {
  const { reach } = bug
  const facts = [
    fact('what', bug.title),
    fact('fixed by', showFixes(bug)),
    ...[finds].flatMap((one) =>
      one === undefined
        ? []
        : [fact('found by', `${commandOf(one.task)}: ${verdictOf(one.answer)}, ${one.answer.depth} steps`)],
    ),
    ...[repaired].flatMap((one) =>
      one === undefined ? [] : [fact('repaired', `${commandOf(one.task)}: ${verdictOf(one.answer)}`)],
    ),
    ...(isFound(reach) ? (reach.remark === undefined ? [] : [fact('but', reach.remark)]) : [fact('why', reach.why)]),
    ...(surprise === undefined ? [] : [fact('surprise', surprise)]),
  ]
  const trace = status === 'found' ? finds?.answer.trace : undefined
  return [
    [`${colors.bold(status.toUpperCase())}  ${bug.id}`, ...facts].join('\n'),
    ...(trace === undefined ? [] : [formatTrace('race', trace)]),
  ].join('\n\n')
}
