/** `hmmcheck` alone: every scenario against every kernel that it applies to. */
import { check } from '../../checker/index.ts'
import { configure, matrix, scenarios } from '../../model/index.ts'
import { names } from '../choice.ts'
import { interruptible } from '../interrupt.ts'
import { oneOf } from '../one-of.ts'
import { colors, print, printJson } from '../output.ts'
import { formatProgress, progressLine } from '../progress.ts'
import { surprise } from '../reports/surprise.ts'
import { formatTable, type TableRow } from '../reports/verdict-table.ts'
import { tableDocument, tableSchema } from '../reports/verdict-table-json.ts'

export interface TableOptions {
  readonly forever?: true
  readonly only?: string
  readonly json?: true
}

/** Exit code: 0 if every verdict is the expected one, 1 otherwise, 3 if it was interrupted. */
export async function verdictTable(options: TableOptions): Promise<void> {
  const mode = options.forever ? 'forever' : 'once'
  const only = options.only === undefined ? undefined : oneOf('scenario', options.only, names(scenarios))
  const wanted = matrix(mode).filter(({ scenario }) => only === undefined || scenario === only)
  const rows: TableRow[] = []
  const progress = progressLine()
  const isInterrupted = await interruptible(async (signal) => {
    for (const [i, { scenario, kernel, drivers, driverLabel, expected }] of wanted.entries()) {
      const heading = `[${i + 1}/${wanted.length}] ${scenario}, ${kernel}, ${driverLabel}`
      progress.show(heading)
      const { network, properties, witnesses } = configure({ scenario, kernel, drivers, mode })
      const onProgress = (now: Parameters<typeof formatProgress>[0]) =>
        progress.show(`${heading}: ${formatProgress(now)}`)
      const result = await check(network, { properties, witnesses }, { signal, onProgress })
      // A signal is heard only between two turns of the event loop, and a small search has none.
      await new Promise(setImmediate)
      rows.push({
        scenario,
        kernel,
        driver: driverLabel,
        result,
        isRecorded: expected !== undefined,
        surprise: surprise(result, expected),
      })
      if (signal.aborted) return true
    }
    return false
  }).finally(() => progress.clear())

  process.exitCode = isInterrupted ? 3 : rows.every((row) => row.surprise === undefined) ? 0 : 1
  if (options.json) return printJson(tableSchema, tableDocument(rows))
  print(formatTable(rows, colors))
  if (isInterrupted) print(`Interrupted: ${rows.length} of ${wanted.length} rows are shown.`)
}
