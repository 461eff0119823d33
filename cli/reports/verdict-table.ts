/** The verdict table: one row per scenario, kernel and drivers, and a few words on each surprise. */
import type { Result } from '../../checker/index.ts'
import { showCount } from '../numbers.ts'
import type { Colors } from '../output.ts'
import { type Column, plainTable } from './plain-table.ts'

export interface TableRow {
  readonly scenario: string
  readonly kernel: string
  readonly driver: string
  readonly result: Omit<Result, 'coverage' | 'observed' | 'trace' | 'workers'>
  /** The kernel of the row whose search answered this one, too. */
  readonly sameAs: string | undefined
  /** Whether an expectation is recorded for this row. A row without one counts as a surprise. */
  readonly isRecorded: boolean
  readonly surprise: string | undefined
}

const columns: readonly Column[] = [
  ...['', 'scenario', 'kernel', 'driver', 'verdict', 'property broken'].map((name) => ({ name })),
  ...['states', 'depth', 'seconds'].map((name) => ({ name, align: 'right' as const })),
]

export function formatTable(rows: readonly TableRow[], colors: Colors): string {
  const cells = rows.map(({ scenario, kernel, driver, result, sameAs, surprise }) => {
    const { verdict, violated, states, depth, seconds } = result
    return [
      surprise === undefined ? ' ' : colors.red('!'),
      scenario,
      kernel,
      driver,
      surprise === undefined ? verdict : colors.red(verdict),
      violated?.property ?? '',
      showCount(states),
      String(depth),
      sameAs === undefined ? seconds.toFixed(2) : `as ${sameAs}`,
    ]
  })
  const text = plainTable(columns, cells)
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
