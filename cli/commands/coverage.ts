/** `hmmcheck coverage`: which transitions no scenario ever fires. */
import type { Command } from 'commander'
import type { Result } from '../../checker/index.ts'
import { unfired } from '../../model/index.ts'
import { joinResults, surprisesOf } from '../coverage.ts'
import { explore, searchesOf } from '../explore.ts'
import { interruptible } from '../interrupt.ts'
import { colors, print, printJson } from '../output.ts'
import { progressLine } from '../progress.ts'
import { coverageDocument, formatCoverage } from '../reports/coverage-text.ts'

export function addCoverage(program: Command): void {
  program
    .command('coverage')
    .summary('which transitions no scenario ever fires')
    .description(
      'Explores every scenario on every kernel with every driver, to the end whatever breaks, and says which transitions ' +
        'of the machines never fired. Exit code: 0 they are exactly those that model/unfired.ts lists with a reason, ' +
        '1 they are not, 2 unusable input, 3 interrupted.',
    )
    .option('--json', 'one JSON document on standard output')
    .action(({ json }: { json?: true }) => run(json === true))
}

async function run(json: boolean): Promise<void> {
  const searches = searchesOf()
  const results: Pick<Result, 'coverage' | 'observed'>[] = []
  const progress = progressLine()
  const isInterrupted = await interruptible(async (signal) => {
    for (const [i, { configuration }] of searches.entries()) {
      const explored = configuration()
      progress.show(`[${i + 1}/${searches.length}] ${explored.scenario}, ${explored.kernel}, ${explored.mode}`)
      results.push(await explore(explored, { signal }))
      // A signal is heard only between two turns of the event loop, and a small search has none.
      await new Promise(setImmediate)
      if (signal.aborted) return true
    }
    return false
  }).finally(() => progress.clear())

  const covered = joinResults(results)
  const surprises = isInterrupted ? [] : surprisesOf(covered, unfired)
  process.exitCode = isInterrupted ? 3 : surprises.length === 0 ? 0 : 1
  const searched = { explored: results.length, of: searches.length }
  if (json) printJson(coverageDocument(covered, unfired, surprises, searched))
  else if (isInterrupted)
    print(`Interrupted: ${searched.explored} of ${searched.of} searches are done, too few to tell.`)
  else print(formatCoverage(covered, unfired, surprises, colors))
}
