/** `hmmcheck obligations`: what a driver may ignore of what the notifiers tell it. */
import type { Command } from 'commander'
import { mirrorKinds, newestKernel, obligations } from '../../model/index.ts'
import { judgeObligations, onKernel, searchesOf } from '../checks/judge-obligations.ts'
import { kernelGiven } from '../choice.ts'
import { parseWorkers } from '../numbers.ts'
import { oneOf } from '../one-of.ts'
import { colors, print, printJson } from '../output.ts'
import { exitCodeOf } from '../reports/exit-code.ts'
import { obligationsDocument, obligationsSchema } from '../reports/obligations-json.ts'
import { formatObligation, formatObligations } from '../reports/obligations-text.ts'
import { searchAll } from '../search-all.ts'

interface Options {
  readonly kernel?: string
  readonly workers?: number
  readonly json?: true
}

export function addObligations(program: Command): void {
  program
    .command('obligations')
    .summary('what a driver may ignore of what the notifiers tell it')
    .description(
      'For each event of the notifiers and each kind of mirror: whether a driver may ignore it, only if it still moves the ' +
        'sequence, or never. With an event, what each scenario says of it, and the shortest race. ' +
        'Exit code: 0 as recorded, 1 not, 2 unusable input, 3 incomplete. Only for the newest kernel something is recorded.',
    )
    .usage('[EVENT] [options]')
    .argument('[event]', 'UNMAP, CLEAR, …: enum mmu_notifier_event without its prefix; or a row of the table')
    .option('--kernel <version>', 'the kernel (default: the newest)')
    .option('--workers <number>', 'how many searches run at once', parseWorkers('--workers'))
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

async function run(given: string | undefined, { kernel: named, workers, json }: Options): Promise<void> {
  const kernel = kernelGiven(named ?? newestKernel.name).name
  const chosen = given === undefined ? obligations : chosenBy(given)
  const { answer: cells, isInterrupted } = await searchAll(workers, (options) =>
    judgeObligations(onKernel(chosen, kernel), mirrorKinds, { kernel, ...options }),
  )

  process.exitCode = exitCodeOf(
    cells,
    searchesOf(cells).map(({ answer }) => answer),
  )
  if (json) return printJson(obligationsSchema, obligationsDocument(cells, kernel, isInterrupted))
  print(given === undefined ? formatObligations(cells, kernel, colors) : formatObligation(cells, colors))
}

/** The rows of an event, or one of them. */
function chosenBy(given: string) {
  const eventOf = (told: string) => told.replace(/^(own|other)-/, '')
  const names = obligations.flatMap(({ id, told }) => [eventOf(told), id])
  const name = oneOf('event', given, [...new Set(names)])
  return obligations.filter(({ id, told }) => id === name || eventOf(told) === name)
}
