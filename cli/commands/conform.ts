/** `hmmcheck conform`: whether the log of a running kernel is a behaviour of the model. */
import type { Command } from 'commander'
import { ModelError } from '../../checker/index.ts'
import { explainLog, type LogModel, loggedKernel } from '../../model/index.ts'
import { driverGiven, kernelGiven, switchesGiven } from '../choice.ts'
import { readLines } from '../files.ts'
import { showCount, showRate } from '../numbers.ts'
import { colors, print, printJson } from '../output.ts'
import { progressLine } from '../progress.ts'
import { conformDocument, conformSchema } from '../reports/conform-json.ts'
import { formatConform } from '../reports/conform-text.ts'

interface Options {
  readonly kernel: string
  readonly driver: string
  readonly set?: readonly string[]
  readonly json?: true
}

const again = (value: string, before: readonly string[] = []): string[] => [...before, value]

export function addConform(program: Command): void {
  program
    .command('conform')
    .summary('hold a log of a running kernel against the model')
    .description(
      'Decides whether the log of a running kernel is a behaviour of the model, line by line, and names the first line that ' +
        'is not, with what the model would have allowed. Along the way it asks every promise of what the log tells. ' +
        'Logs are as "hmmcheck record" makes them, packed by gzip or not. ' +
        'Exit code: 0 explained, 1 not explained or a promise is broken, 2 unusable input.',
    )
    .usage('LOG... [options]')
    .argument('[log...]', 'logs of a kernel')
    .option('--kernel <version>', 'the kernel of the model', loggedKernel.kernel)
    .option('--driver <name>', 'the driver of every device', loggedKernel.driver)
    .option('--set <switch=value>', 'another value of a switch of the kernel; may be repeated', again)
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

async function run(logs: readonly string[], { kernel, driver, set = [], json }: Options): Promise<void> {
  if (logs.length === 0) throw new ModelError('conform needs a log; allowed: files as "hmmcheck record" makes them')
  const model: LogModel = { kernel: kernelGiven(kernel).name, driver: driverGiven(driver), set: switchesGiven(set) }
  const progress = progressLine()
  const results = []
  for (const log of logs) {
    const start = performance.now()
    const show = (lines: number) =>
      progress.show(
        `${log}: ${showCount(lines)} lines, ${showRate((lines / (performance.now() - start)) * 1000)} a second`,
      )
    const explanation = await explainLog(readLines(log), log, model, { progress: show }).finally(() => progress.clear())
    results.push({ log, explanation })
  }
  const isFine = results.every(({ explanation: { stuck, broken } }) => stuck === undefined && broken.length === 0)
  process.exitCode = isFine ? 0 : 1
  if (json) return printJson(conformSchema, conformDocument(model, results))
  print(results.map(({ log, explanation }) => formatConform(log, model, explanation, colors)).join('\n\n'))
}
