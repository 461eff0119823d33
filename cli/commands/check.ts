/** `hmmcheck check`: one verdict, and on violation the trace. */
import type { Command } from 'commander'
import { check, formatCoverage, ModelError, type Result } from '../../checker/index.ts'
import { scenarios } from '../../model/index.ts'
import { checkCommand, quoted } from '../check-command.ts'
import { questionOf } from '../checks/task.ts'
import { configurationOf, names, newestKernel, scenarioNamed } from '../choice.ts'
import { refuseUnwritable, writeText } from '../files.ts'
import { interruptible } from '../interrupt.ts'
import { parseCount, parseSize } from '../numbers.ts'
import { colors, print, printJson } from '../output.ts'
import { formatProgress, progressLine } from '../progress.ts'
import { checkDocument, checkSchema } from '../reports/check-json.ts'
import { formatCheck } from '../reports/check-text.ts'
import { traceFileOf } from '../setup.ts'
import { formatTraceFile } from '../trace-file.ts'
import { formatTrace, parseFormat, type TraceFormat, traceFormats } from '../trace-formats.ts'

interface Options {
  readonly kernel?: string
  readonly set?: readonly string[]
  readonly driver?: readonly string[]
  readonly mutation?: string
  readonly property?: readonly string[]
  readonly forever?: true
  readonly symmetry?: boolean
  readonly partialOrder?: boolean
  readonly maxStates?: number
  readonly maxMemory?: number
  readonly save?: string
  readonly coverage?: true
  readonly format: TraceFormat
  readonly json?: true
}

/** Exit codes; 2 is unusable input, see ../main.ts. */
const exitCodes = { holds: 0, violated: 1, incomplete: 3 } as const

export function addCheck(program: Command): void {
  const again = (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]
  program
    .command('check')
    .summary('check one scenario')
    .description(
      'Explores every interleaving of one scenario. Prints the verdict, and the shortest interleaving that breaks a promise. ' +
        'Exit code: 0 holds, 1 violated, 2 unusable input, 3 incomplete.',
    )
    .usage('SCENARIO [options]')
    .argument('[scenario]', 'its name; see hmmcheck list scenarios')
    .option('--kernel <version>', `any release, also with +PROPOSAL (default: the newest, ${newestKernel()})`)
    .option('--set <switch=value>', 'change one switch of that kernel; may be repeated', again)
    .option('--driver <device=name>', 'the driver of one device; may be repeated', again)
    .option('--mutation <id>', 'put a fault into the model; see hmmcheck list mutations')
    .option('--property <name>', 'check only this property; may be repeated', again)
    .option('--once', 'every thread runs a fixed number of times (the default)')
    .option('--forever', 'every thread starts again when it is done')
    .option('--symmetry', 'explore one of all states that differ only in who plays which of several equal roles')
    .option('--no-symmetry', 'explore each of them (the default)')
    .option('--partial-order', 'leave out orders of steps that nobody can tell apart; a trace may be longer then')
    .option('--no-partial-order', 'explore every order (the default)')
    .option('--max-states <number>', 'give up as incomplete after this many states', parseCount('--max-states'))
    .option(
      '--max-memory <size>',
      'give up as incomplete at this much search memory, for instance 8G',
      parseSize('--max-memory'),
    )
    .option('--format <format>', `how the trace is printed: ${traceFormats.join(', ')}`, parseFormat, 'race')
    .option('--coverage', 'list the transitions that never fired')
    .option('--save <file>', 'write the trace to a file, for hmmcheck trace and hmmcheck replay')
    .option('--json', 'one JSON document on standard output')
    .action((scenario: string | undefined, options: Options & { once?: true }) => {
      if (scenario === undefined)
        throw new ModelError(`check needs the name of a scenario; allowed: ${names(scenarios).join(', ')}`)
      if (options.once && options.forever)
        throw new ModelError('--once and --forever exclude each other; give one of them')
      return run(scenario, options)
    })
}

async function run(scenario: string, options: Options): Promise<void> {
  const { symmetry = false, partialOrder = false, maxStates, maxMemory, save } = options
  const configuration = configurationOf({ ...options, scenario, mode: options.forever ? 'forever' : 'once' })
  const question = questionOf(configuration, { properties: options.property ?? [] })
  if (save !== undefined) await refuseUnwritable(save)
  const progress = progressLine()
  const result = await interruptible((signal) =>
    check(configuration.network, question, {
      signal,
      symmetry,
      partialOrder,
      onProgress: (now) => progress.show(formatProgress(now)),
      ...(maxStates === undefined ? {} : { maxStates }),
      ...(maxMemory === undefined ? {} : { maxMemory }),
    }),
  ).finally(() => progress.clear())
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
  return `${checkCommand({ scenario, ...options }, '--save', file)}; hmmcheck replay ${quoted(file)}`
}
