/** `hmmcheck coverage`: which transitions no scenario ever fires. */
import type { Command } from 'commander'
import { unfired } from '../../model/index.ts'
import { checkAll } from '../checks/check-all.ts'
import { isAmong } from '../choice.ts'
import { again } from '../choice-options.ts'
import { joinResults, reasonsFor, surprisesOf } from '../coverage.ts'
import { parseWorkers } from '../numbers.ts'
import { colors, print, printJson } from '../output.ts'
import { coverageDocument, coverageSchema, formatCoverage } from '../reports/coverage-text.ts'
import { searchAll } from '../search-all.ts'
import { sweepTasks } from '../sweep-tasks.ts'

export function addCoverage(program: Command): void {
  program
    .command('coverage')
    .summary('which transitions no scenario ever fires')
    .description(
      'Explores every scenario on every kernel with every driver, to the end whatever breaks, and says which transitions ' +
        'of the machines never fired. Exit code: 0 each of them has a reason, in model/unfired.ts or because another path fires it in the same state, ' +
        '1 they are not, 2 unusable input, 3 interrupted.',
    )
    .option('--only <scenario>', 'only the rows of this scenario; may be repeated', again)
    .option('--json', 'one JSON document on standard output')
    .option('--workers <number>', 'how many searches run at once', parseWorkers('--workers'))
    .action(run)
}

interface Options {
  readonly only?: readonly string[]
  readonly workers?: number
  readonly json?: true
}

async function run({ only, json, workers }: Options): Promise<void> {
  const tasks = sweepTasks(['once'], isAmong(only)).map(({ task }) => task)
  const { answer: answers, isInterrupted } = await searchAll(workers, (options) => checkAll(tasks, options))

  const covered = joinResults(answers)
  const reasonFor = reasonsFor(covered, unfired)
  const surprises = isInterrupted ? [] : surprisesOf(covered, unfired)
  process.exitCode = isInterrupted ? 3 : surprises.length === 0 ? 0 : 1
  const searched = { explored: answers.filter(({ coverage }) => coverage !== undefined).length, of: tasks.length }
  if (json) printJson(coverageSchema, coverageDocument(covered, reasonFor, surprises, searched))
  else if (isInterrupted)
    print(`Interrupted: ${searched.explored} of ${searched.of} searches are done, too few to tell.`)
  else print(formatCoverage(covered, reasonFor, surprises, colors))
}
