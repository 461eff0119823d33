/** `hmmcheck simulate`: random runs of one scenario. */
import type { Command } from 'commander'
import { simulate } from '../../checker/index.ts'
import { quoted } from '../check-command.ts'
import { scenarioNamed } from '../choice.ts'
import { addChoiceOptions, type ChoiceOptions, chosen } from '../choice-options.ts'
import { refuseUnwritable, writeText } from '../files.ts'
import { interruptible } from '../interrupt.ts'
import { whole } from '../numbers.ts'
import { colors, print, printJson } from '../output.ts'
import { progressLine } from '../progress.ts'
import { formatSimulation, howFar, simulateDocument, simulateSchema } from '../reports/simulate-report.ts'
import { traceFileOf } from '../setup.ts'
import { formatTraceFile } from '../trace-file.ts'
import { formatTrace, parseFormat, type TraceFormat, traceFormats } from '../trace-formats.ts'

interface Options extends ChoiceOptions {
  readonly seed: number
  readonly depth: number
  readonly runs: number
  readonly save?: string
  readonly format: TraceFormat
  readonly json?: true
}

export function addSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .summary('run one scenario at random')
    .description(
      'Runs one scenario again and again, each step one of those that can be taken, at random. Finds what is broken where ' +
        'there are too many interleavings to explore all; what it finds is shortened. The same options give the same ' +
        'answer. Exit code: 1 violated, 2 unusable input, 3 nothing broke, which proves nothing.',
    )
    .usage('SCENARIO [options]')
    .argument('[scenario]', 'its name; see hmmcheck list scenarios')
    .option('--seed <number>', 'another seed, other runs', whole('--seed', 0, 2 ** 32 - 1), 1)
    .option('--depth <number>', 'steps after which a run is given up', whole('--depth', 1, 1e9), 10_000)
    .option('--runs <number>', 'how many runs', whole('--runs', 1, 1e9), 1000)
  addChoiceOptions(command, 'check')
    .option('--format <format>', `how the trace is printed: ${traceFormats.join(', ')}`, parseFormat, 'race')
    .option('--save <file>', 'write the trace to a file, for hmmcheck trace and hmmcheck replay')
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

async function run(given: string | undefined, options: Options): Promise<void> {
  const { seed, depth, runs, save, format, json } = options
  const { scenario, configuration, question } = chosen('simulate', given, options)
  if (save !== undefined) await refuseUnwritable(save)
  const progress = progressLine()
  const result = await interruptible((signal) =>
    simulate(configuration.network, question, {
      ...{ seed, depth, runs, signal },
      onProgress: (now) => progress.show(howFar(now)),
    }),
  ).finally(() => progress.clear())
  process.exitCode = result.verdict === 'violated' ? 1 : 3

  const { states, steps: transitions } = result
  const file = traceFileOf(configuration, { ...result, states, transitions, depth: result.trace?.steps.length ?? 0 })
  if (json) printJson(simulateSchema, simulateDocument(configuration, { seed, depth, runs }, result))
  else {
    const asked = {
      configuration,
      question: scenarioNamed(scenario).question,
      set: options.set ?? [],
      properties: options.property ?? `all ${question.properties.length + question.structural.length} of them`,
    }
    const more = [
      ...(file === undefined ? [] : [formatTrace(format, file)]),
      ...(file === undefined || save === undefined ? [] : [`Replay: hmmcheck replay ${quoted(save)}`]),
    ]
    print([formatSimulation(asked, seed, result, colors), ...more].join('\n\n'))
  }
  if (save === undefined) return
  if (file === undefined) process.stderr.write(`hmmcheck: there is no trace to save, so "${save}" is not written\n`)
  else await writeText(save, formatTraceFile(file))
}
