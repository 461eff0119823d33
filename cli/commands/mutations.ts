/** `hmmcheck mutations`: faults put into the model, and the promises that catch them. */
import type { Command } from 'commander'
import { mutations, mutationsOutOfReach } from '../../model/index.ts'
import { judgeMutations } from '../checks/judge-mutations.ts'
import { ids } from '../choice.ts'
import { parseWorkers } from '../numbers.ts'
import { oneOf } from '../one-of.ts'
import { colors, print, printJson } from '../output.ts'
import { exitCodeOf } from '../reports/exit-code.ts'
import { formatMutation, formatOutOfReach } from '../reports/mutation-text.ts'
import { mutationsDocument, mutationsSchema } from '../reports/mutations-json.ts'
import { formatMutations } from '../reports/mutations-text.ts'
import { searchAll } from '../search-all.ts'

interface Options {
  readonly workers?: number
  readonly json?: true
}

export function addMutations(program: Command): void {
  program
    .command('mutations')
    .summary('put faults into the model, and see which promise catches each')
    .description(
      'Puts faults into the model, one at a time, and says which promise catches each and how long the shortest race is. ' +
        'With the name of one, shows that race. Exit code: 0 each is caught as recorded, 1 one is not, 2 unusable input, 3 incomplete.',
    )
    .usage('[ID] [options]')
    .argument('[id]', 'a mutation; see hmmcheck list mutations')
    .option('--workers <number>', 'how many searches run at once', parseWorkers('--workers'))
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

async function run(given: string | undefined, { workers, json }: Options): Promise<void> {
  const chosen = given === undefined ? undefined : oneOf('mutation', given, ids([...mutations, ...mutationsOutOfReach]))
  const isChosen = ({ id }: { readonly id: string }) => chosen === undefined || id === chosen
  const outOfReach = mutationsOutOfReach.filter(isChosen)
  const { answer: judged, isInterrupted } = await searchAll(workers, (options) =>
    judgeMutations(mutations.filter(isChosen), options),
  )

  const answers = judged.flatMap(({ mutated, alone, without }) => [mutated, without, ...alone])
  process.exitCode = exitCodeOf(
    judged,
    answers.map(({ answer }) => answer),
  )
  if (json) return printJson(mutationsSchema, mutationsDocument(judged, outOfReach, isInterrupted))
  if (chosen === undefined) return print(formatMutations(judged, outOfReach, colors))
  print(
    [
      ...judged.map((one) => formatMutation(one, colors)),
      ...outOfReach.map((one) => formatOutOfReach(one, colors)),
    ].join('\n'),
  )
}
