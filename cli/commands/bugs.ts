/** `hmmcheck bugs`: the history of bugs, each with what the model makes of it today. */
import type { Command } from 'commander'
import { bugs } from '../../model/index.ts'
import { judgeBugs } from '../checks/judge-bugs.ts'
import { ids } from '../choice.ts'
import { parseWorkers } from '../numbers.ts'
import { oneOf } from '../one-of.ts'
import { colors, print, printJson } from '../output.ts'
import { bugsDocument, bugsSchema } from '../reports/bugs-json.ts'
import { formatBug, formatBugs } from '../reports/bugs-text.ts'
import { exitCodeOf } from '../reports/exit-code.ts'
import { searchAll } from '../search-all.ts'

interface Options {
  readonly workers?: number
  readonly json?: true
}

export function addBugs(program: Command): void {
  program
    .command('bugs')
    .summary('find the bugs of the history')
    .description(
      'Checks the history of bugs around device memory: each is found by a check that holds on the repaired kernel, or out of ' +
        'reach, with the reason. With the number of one, shows its shortest race. ' +
        'Exit code: 0 everything is as recorded, 1 something is not, 2 unusable input, 3 incomplete.',
    )
    .usage('[ID] [options]')
    .argument('[id]', 'a bug; see hmmcheck list bugs')
    .option('--workers <number>', 'how many searches run at once', parseWorkers('--workers'))
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

async function run(given: string | undefined, { workers, json }: Options): Promise<void> {
  const chosen = given === undefined ? undefined : oneOf('bug', given, ids(bugs))
  const { answer: judged, isInterrupted } = await searchAll(workers, (options) =>
    judgeBugs(
      bugs.filter(({ id }) => chosen === undefined || id === chosen),
      options,
    ),
  )

  const answers = judged.flatMap(({ finds, repaired }) => [finds, repaired]).flatMap((one) => one?.answer ?? [])
  process.exitCode = exitCodeOf(judged, answers)
  if (json) return printJson(bugsSchema, bugsDocument(judged, isInterrupted))
  print(chosen === undefined ? formatBugs(judged, colors) : judged.map((one) => formatBug(one, colors)).join('\n'))
}
