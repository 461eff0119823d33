/** The verdict table: one row per scenario, kernel and drivers, and a few words on each surprise. */
import Table from 'cli-table3'
import type { Result } from '../../checker/index.ts'
import { showCount } from '../numbers.ts'
import type { Colors } from '../output.ts'

export interface TableRow {
  readonly scenario: string
  readonly kernel: string
  readonly driver: string
  readonly result: Omit<Result, 'coverage' | 'observed' | 'trace'>
  /** The kernel of the row whose search answered this one, too. */
  readonly sameAs: string | undefined
  /** Whether an expectation is recorded for this row. A row without one counts as a surprise. */
  readonly isRecorded: boolean
  readonly surprise: string | undefined
}

const columns = ['', 'scenario', 'kernel', 'driver', 'verdict', 'property broken', 'states', 'depth', 'seconds']

export function formatTable(rows: readonly TableRow[], colors: Colors): string {
  const table = new Table({
    head: columns,
    colAligns: columns.map((name) => (['states', 'depth', 'seconds'].includes(name) ? 'right' : 'left')),
    // Neither frames nor colours of its own: the table is pasted into mails.
    chars: { ...noFrame, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const { scenario, kernel, driver, result, sameAs, surprise } of rows) {
    const { verdict, violated, states, depth, seconds } = result
    table.push([
      surprise === undefined ? ' ' : colors.red('!'),
      scenario,
      kernel,
      driver,
      surprise === undefined ? verdict : colors.red(verdict),
      violated?.property ?? '',
      showCount(states),
      String(depth),
      sameAs === undefined ? seconds.toFixed(2) : `as ${sameAs}`,
    ])
  }
  const text = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
  return [text, '', closing(rows), ...shared(rows)].join('\n')
}

function shared(rows: readonly TableRow[]): string[] {
  const row = rows.find(({ sameAs }) => sameAs !== undefined)
  if (row === undefined) return []
  const searches = rows.filter(({ sameAs }) => sameAs === undefined).length
  const meaning = `the search for ${row.sameAs} looked at nothing in which the two kernels differ`
  return [`Searched for ${searches} of ${rows.length} rows; "as ${row.sameAs}": ${meaning}.`]
}

function closing(rows: readonly TableRow[]): string {
  const surprises = rows.filter(({ surprise }) => surprise !== undefined)
  if (surprises.length === 0) return `${rows.length} verdicts, all as expected.`
  const unknown = surprises.filter(({ isRecorded }) => !isRecorded).length
  const lines = surprises
    .filter(({ isRecorded }) => isRecorded)
    .map(({ scenario, kernel, driver, surprise }) => `! ${scenario}, ${kernel}, ${driver}: ${surprise}`)
  if (unknown > 0) lines.push(`! for ${unknown} of them no verdict is recorded yet`)
  return [`${surprises.length} of ${rows.length} verdicts are a surprise:`, ...lines].join('\n')
}

const noFrame = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
    .map((place) => [place, '']),
)
