/** `hmmcheck` alone: every scenario against every kernel that it applies to. */
import { matrix } from '../../model/index.ts'
import { checkAll } from '../checks/check-all.ts'
import { taskOfRow } from '../checks/task.ts'
import { isAmong } from '../choice.ts'
import { colors, print, printJson } from '../output.ts'
import { surprise } from '../reports/surprise.ts'
import { formatTable, type TableRow } from '../reports/verdict-table.ts'
import { tableDocument, tableSchema } from '../reports/verdict-table-json.ts'
import { searchAll } from '../search-all.ts'

export interface TableOptions {
  readonly forever?: true
  readonly only?: readonly string[]
  readonly workers?: number
  readonly json?: true
}

/** Exit code: 0 if every verdict is the expected one, 1 otherwise, 3 if it was interrupted. */
export async function verdictTable(options: TableOptions): Promise<void> {
  const { workers } = options
  const mode = options.forever ? 'forever' : 'once'
  const wanted = matrix(mode).filter(isAmong(options.only))
  const tasks = wanted.map((row) => taskOfRow(row, mode))
  const { answer: answers, isInterrupted } = await searchAll(workers, (options) => checkAll(tasks, options))

  const rows = wanted.flatMap(({ scenario, kernel, driverLabel, expected }, i): TableRow[] => {
    const result = answers[i]
    if (result === undefined || result.states === 0) return [] // interrupted before it started
    return [
      {
        scenario,
        kernel,
        driver: driverLabel,
        result,
        sameAs: result.sameAs === undefined ? undefined : wanted[result.sameAs]?.kernel,
        isRecorded: expected !== undefined,
        surprise: surprise(result, expected),
      },
    ]
  })
  process.exitCode = isInterrupted ? 3 : rows.every((row) => row.surprise === undefined) ? 0 : 1
  if (options.json) return printJson(tableSchema, tableDocument(rows, isInterrupted))
  if (rows.length > 0) print(formatTable(rows, colors))
  if (isInterrupted) print(`Interrupted: ${rows.length} of ${wanted.length} rows are shown.`)
}
