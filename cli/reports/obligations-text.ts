/** What a driver may ignore, as a table of events and mirrors; and of one event, what each scenario says. */
import type { Cell, Heard } from '../checks/judge-obligations.ts'
import { searchesOf, told } from '../checks/judge-obligations.ts'
import type { Colors } from '../output.ts'
import { formatTrace } from '../trace-formats.ts'
import { commandOf } from './command-of.ts'
import { fact } from './fact.ts'
import { plainTable } from './plain-table.ts'
import { verdictOf } from './surprise.ts'

export function formatObligations(cells: readonly Cell[], kernel: string, colors: Colors): string {
  const mirrors = unique(cells.map(({ mirror }) => mirror))
  const rows = unique(cells.map(({ obligation }) => obligation)).map((obligation) => {
    const ofRow = cells.filter((cell) => cell.obligation === obligation)
    const mark = ofRow.some(({ surprise }) => surprise !== undefined) ? colors.red('!') : ' '
    return [mark, obligation.id, ...ofRow.map(shortDuty), obligation.scenarios.join(', ')]
  })
  const searches = searchesOf(cells)
  const own = searches.filter(({ answer }) => answer.sameAs === undefined)
  return [
    plainTable(
      ['', 'event', ...mirrors.map(({ id }) => id), 'searched in'].map((name) => ({ name })),
      rows,
    ),
    [
      ...cells.flatMap((cell) => (cell.unfit === undefined ? [] : [`${nameOf(cell)}: cannot be asked, ${cell.unfit}`])),
      ...cells.filter((cell) => leftOut(cell).length > 0).map(leftOutLine),
      ...cells.flatMap((cell) => (cell.because === undefined ? [] : [`${nameOf(cell)}: ${verdictLine(cell)}`])),
    ].join('\n'),
    [
      `kernel ${kernel}; ${own.length} searches. "sequence": it may leave its mirror, and must still set the sequence.`,
      ...cells.flatMap((cell) => (cell.surprise === undefined ? [] : [`! ${nameOf(cell)}: ${cell.surprise}`])),
    ].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Of the rows of one event. */
export function formatObligation(cells: readonly Cell[], colors: Colors): string {
  const shown = cells.map((cell) => {
    const facts = [
      fact('event', `${cell.obligation.id}: ${cell.obligation.what}`),
      fact('mirror', `${cell.mirror.id}: ${cell.mirror.what}`),
      ...(cell.unfit === undefined ? [] : [fact('why', cell.unfit)]),
      ...cell.heard.map((heard, i) => fact(i === 0 ? 'scenarios' : '', heardLine(heard))),
      ...(cell.because === undefined
        ? []
        : [fact('because', verdictLine(cell)), fact('shown by', commandOf(cell.because.task))]),
      ...(cell.surprise === undefined ? [] : [fact('surprise', cell.surprise)]),
    ]
    return [colors.bold(cell.duty.toUpperCase()), ...facts].join('\n')
  })
  const races = cells.flatMap((cell) => {
    const file = cell.because?.answer.trace
    return file === undefined ? [] : [{ cell, file }]
  })
  const race = races.toSorted((a, b) => a.file.trace.steps.length - b.file.trace.steps.length)[0]
  return [...shown, ...(race === undefined ? [] : [`${nameOf(race.cell)}\n${formatTrace('race', race.file)}`])].join(
    '\n\n',
  )
}

const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]

export const nameOf = ({ obligation, mirror }: Cell): string => `${obligation.id}, ${mirror.id}`

/** For the narrow columns of a table. */
const shortDuty = ({ duty }: Cell): string =>
  ({
    'may be ignored': 'may be ignored',
    'only if the sequence still moves': 'sequence',
    never: 'never',
    'not decided': 'not decided',
    'cannot be asked': 'not asked',
  })[duty]

/** The scenarios that say nothing. */
export const leftOut = ({ heard }: Cell): readonly Heard[] => heard.filter(({ says }) => says === 'left out')

const leftOutLine = (cell: Cell): string =>
  `${nameOf(cell)}: without ${leftOut(cell)
    .map((heard) => `${heard.scenario}, where ${whyLeftOut(heard)}`)
    .join('; ')}`

export const whyLeftOut = ({ others }: Heard): string =>
  others === undefined
    ? 'its mirror never maps anything while that is announced'
    : `${others.base.answer.violated?.property} is broken anyhow`

function verdictLine({ duty, because }: Cell): string {
  const { task, answer } = because ?? {}
  const shown = {
    scenario: task?.scenario ?? '',
    property: answer?.violated?.property ?? '',
    depth: answer?.depth ?? 0,
  }
  return told({ duty, because: shown })
}

function heardLine(heard: Heard): string {
  const { scenario, says, ignoring, others } = heard
  if (says === 'left out') return `${scenario}: left out, ${whyLeftOut(heard)}`
  const details = [
    `ignoring it: ${verdictOf(ignoring.answer)}`,
    ...(others === undefined ? [] : [`moving the sequence: ${verdictOf(others.keeping.answer)}`]),
  ]
  return `${scenario}: ${says} (${details.join('; ')})`
}
