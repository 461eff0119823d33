/** `hmmcheck check`: one verdict, and on violation the trace. */
import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { check, checkBounded, formatCoverage, ModelError, type Progress, type Result } from '../../checker/index.ts'
import { checkCommand, quoted } from '../check-command.ts'
import { scenarioNamed } from '../choice.ts'
import { addChoiceOptions, addLimitOptions, type ChoiceOptions, chosen, type LimitOptions } from '../choice-options.ts'
import { refuseUnwritable, writeText } from '../files.ts'
import { interruptible } from '../interrupt.ts'
import { parseSwitches, parseWorkers } from '../numbers.ts'
import { colors, print, printJson } from '../output.ts'
import { formatProgress, progressLine } from '../progress.ts'
import { checkDocument, checkSchema } from '../reports/check-json.ts'
import { formatCheck } from '../reports/check-text.ts'
import { traceFileOf } from '../setup.ts'
import { formatTraceFile } from '../trace-file.ts'
import { formatTrace, parseFormat, type TraceFormat, traceFormats } from '../trace-formats.ts'

interface Options extends ChoiceOptions, LimitOptions {
  readonly workers?: number
  readonly symmetry?: boolean
  readonly partialOrder?: boolean
  readonly parents: boolean
  readonly maxSwitches?: number
  readonly save?: string
  readonly coverage?: true
  readonly format: TraceFormat
  readonly json?: true
}

/** Exit codes; 2 is unusable input, see ../main.ts. */
const exitCodes = { holds: 0, violated: 1, incomplete: 3 } as const

export function addCheck(program: Command): void {
  const command = program
    .command('check')
    .summary('check one scenario')
    .description(
      'Explores every interleaving of one scenario. Prints the verdict, and the shortest interleaving that breaks a promise. ' +
        'Exit code: 0 holds, 1 violated, 2 unusable input, 3 incomplete.',
    )
    .usage('SCENARIO [options]')
    .argument('[scenario]', 'its name; see hmmcheck list scenarios')
  addLimitOptions(addChoiceOptions(command, 'check'))
    .option(
      '--workers <number>',
      'threads that search, once the search is large (default: as many as there are processors)',
      parseWorkers('--workers'),
    )
    .option(
      '--max-switches <number>',
      'only runs that go from one thread to another at most so often; the verdict says so',
      parseSwitches,
    )
    .option('--no-parents', 'take 4 bytes a state less; a counterexample then takes longer to find')
    .option('--symmetry', 'explore one of all states that differ only in who plays which of several equal roles')
    .option('--no-symmetry', 'explore each of them (the default)')
    .option('--partial-order', 'leave out orders of steps that nobody can tell apart')
    .option('--no-partial-order', 'explore every order (the default)')
    .option('--format <format>', `how the trace is printed: ${traceFormats.join(', ')}`, parseFormat, 'race')
    .option('--coverage', 'list the transitions that never fired')
    .option('--save <file>', 'write the trace to a file, for hmmcheck trace and hmmcheck replay')
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

async function run(given: string | undefined, options: Options): Promise<void> {
  const { maxStates, maxMemory, maxSwitches, save, parents, workers = availableParallelism() } = options
  const { symmetry = false, partialOrder = false } = options
  const { scenario, configuration, question } = chosen('check', given, options)
  if (maxSwitches !== undefined && options.coverage)
    throw new ModelError('--coverage counts in a whole search; leave out --max-switches')
  if (maxSwitches !== undefined && (symmetry || partialOrder))
    throw new ModelError('--max-switches is about threads and orders; leave out --symmetry and --partial-order')
  if (save !== undefined) await refuseUnwritable(save)
  const progress = progressLine()
  const result = await interruptible((signal) => {
    const common = {
      signal,
      onProgress: (now: Progress) => progress.show(formatProgress(now)),
      ...(maxStates === undefined ? {} : { maxStates }),
      ...(maxMemory === undefined ? {} : { maxMemory }),
    }
    return maxSwitches === undefined
      ? check(configuration.network, question, {
          ...common,
          wholeProcess: true,
          workers,
          parents,
          symmetry,
          partialOrder,
        })
      : checkBounded(configuration.network, question, { ...common, maxSwitches })
  }).finally(() => progress.clear())
  process.exitCode = exitCodes[result.verdict]

  const file = traceFileOf(configuration, result)
  if (options.json) printJson(checkSchema, checkDocument(configuration, result))
  else {
    const replay = replayHint(scenario, options)
    const text = formatCheck(
      {
        configuration,
        question: scenarioNamed(scenario).question,
        set: options.set ?? [],
        properties: options.property ?? `all ${question.properties.length + question.structural.length} of them`,
        result,
        ...(file === undefined ? {} : { trace: formatTrace(options.format, file), replay }),
        ...(options.coverage ? { coverage: coverageReport(result) } : {}),
      },
      colors,
    )
    print(text)
  }
  if (save === undefined) return
  if (file === undefined) process.stderr.write(`hmmcheck: there is no trace to save, so "${save}" is not written\n`)
  else await writeText(save, formatTraceFile(file))
}

function coverageReport({ verdict, coverage }: Result): string {
  const early = verdict === 'holds' ? '' : '\nThe search ended early; a complete one may fire more.'
  return `${formatCoverage(coverage)}${early}`
}

function replayHint(scenario: string, options: Options): string {
  if (options.save !== undefined) return `hmmcheck replay ${quoted(options.save)}`
  const file = `${scenario}.json`
  const bound = options.maxSwitches === undefined ? [] : ['--max-switches', `${options.maxSwitches}`]
  return `${checkCommand({ scenario, ...options }, ...bound, '--save', file)}; hmmcheck replay ${quoted(file)}`
}
