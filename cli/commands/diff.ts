/** `hmmcheck diff`: what changed between two kernels, with the commits. */
import type { Command } from 'commander'
import { ModelError } from '../../checker/index.ts'
import { difference } from '../../model/index.ts'
import { kernelGiven } from '../choice.ts'
import { print, printJson } from '../output.ts'
import { differenceDocument, differenceSchema, formatDifference } from '../reports/difference.ts'

export function addDiff(program: Command): void {
  program
    .command('diff')
    .summary('say what changed between two kernels')
    .description(
      'Says in words what changed between two kernels, with the commits. A kernel is any release from 4.14 on, such as ' +
        '6.12 or 6.12.17, and may have a proposal: 5.9+no-second-invalidation.',
    )
    .usage('KERNEL KERNEL [options]')
    .argument('[from]', 'a kernel; see hmmcheck list kernels')
    .argument('[to]', 'another')
    .option('--json', 'one JSON document on standard output')
    .action((from: string | undefined, to: string | undefined, { json }: { json?: true }) => {
      if (from === undefined || to === undefined)
        throw new ModelError('diff needs the names of two kernels; see hmmcheck list kernels')
      const [before, after] = [kernelGiven(from), kernelGiven(to)]
      const changes = difference(before, after)
      if (json) printJson(differenceSchema, differenceDocument(before.name, after.name, changes))
      else print(formatDifference(before.name, after.name, changes))
    })
}
