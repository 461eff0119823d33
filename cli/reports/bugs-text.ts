/** The history of bugs as a table: what the model makes of each today. */
import { classOf, isFound, showFixes } from '../../model/index.ts'
import type { JudgedBug } from '../checks/judge-bugs.ts'
import type { Colors } from '../output.ts'
import { formatTrace } from '../trace-formats.ts'
import { commandOf } from './command-of.ts'
import { fact } from './fact.ts'
import { type Column, plainTable } from './plain-table.ts'
import { verdictOf } from './surprise.ts'

const found: readonly Column[] = [
  ...['', 'bug', 'class', 'fixed by', 'breaks'].map((name) => ({ name })),
  { name: 'steps', align: 'right' },
  ...['found by', 'what it is'].map((name) => ({ name })),
]
const outOfReach: readonly Column[] = ['', 'bug', 'class', 'fixed by', 'out of reach', 'what it is'].map((name) => ({
  name,
}))

export function formatBugs(judged: readonly JudgedBug[], colors: Colors): string {
  const first = ({ bug, surprise }: JudgedBug) => [
    surprise === undefined ? ' ' : colors.red('!'),
    bug.id,
    classOf(bug),
    bug.fixes[0]?.commit ?? '',
  ]
  const within = judged.flatMap((one) => (one.finds === undefined ? [] : [{ one, ...one.finds }]))
  const others = judged.flatMap((one) => (isFound(one.bug.reach) ? [] : [{ one, why: one.bug.reach.why }]))
  return [
    plainTable(
      found,
      within.map(({ one, task, answer }) => [
        ...first(one),
        answer.violated?.property ?? one.status,
        String(answer.depth),
        task.mutation === undefined ? `${task.scenario}, ${task.kernel}` : `the mutation ${task.mutation}`,
        one.bug.title,
      ]),
    ),
    plainTable(
      outOfReach,
      others.map(({ one, why }) => [...first(one), why, one.bug.title]),
    ),
    closing(judged),
  ].join('\n\n')
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
