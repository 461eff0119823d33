/** `hmmcheck claims`: the sentences of the documents, each with what the searches say of it. */
import type { Command } from 'commander'
import { claims, documents, judgeAll } from '../../model/index.ts'
import { askClaims } from '../checks/ask-claims.ts'
import { parseWorkers } from '../numbers.ts'
import { oneOf } from '../one-of.ts'
import { colors, print, printJson } from '../output.ts'
import { formatClaim } from '../reports/claim-text.ts'
import { claimsDocument, claimsSchema } from '../reports/claims-json.ts'
import { formatClaims } from '../reports/claims-text.ts'
import { reported } from '../reports/reported-claim.ts'
import { searchAll } from '../search-all.ts'

export function addClaims(program: Command): void {
  program
    .command('claims')
    .summary('check what commits and mails say')
    .description(
      'Checks the sentences of five commits and mails about device memory: each is confirmed, refuted, or true under a condition, ' +
        'which is computed. With the number of one, shows its searches and the shortest race. ' +
        'Exit code: 0 every status is the recorded one, 1 one is not, 2 unusable input, 3 interrupted.',
    )
    .usage('[ID] [options]')
    .argument('[id]', 'a claim, or a document for all of its claims; without it, everything')
    .option(
      '--workers <number>',
      'how many searches run at once, each with its share of the memory (default: as many as there are processors)',
      parseWorkers('--workers'),
    )
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

interface Options {
  readonly workers?: number
  readonly json?: true
}

async function run(id: string | undefined, { workers, json }: Options): Promise<void> {
  const ids = [...documents, ...claims].map(({ id }) => id)
  const chosen = id === undefined ? undefined : oneOf('claim', id, ids)
  const wanted = claims.filter((claim) => [claim.id, claim.document, undefined].includes(chosen))
  const { answer: found, isInterrupted } = await searchAll(workers, async (options) =>
    (await judgeAll(wanted, askClaims(options))).map(reported),
  )

  process.exitCode = isInterrupted ? 3 : found.every(({ surprise }) => surprise === undefined) ? 0 : 1
  if (json) return printJson(claimsSchema, claimsDocument(found))
  const [only] = found
  print(chosen === only?.claim.id && only !== undefined ? formatClaim(only, colors) : formatClaims(found, colors))
}
