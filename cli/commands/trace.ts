/** `hmmcheck trace`: writes a saved trace in another format. */
import type { Command } from 'commander'
import { ModelError } from '../../checker/index.ts'
import { readText } from '../files.ts'
import { print } from '../output.ts'
import { parseTraceFile } from '../trace-file.ts'
import { formatTrace, parseFormat, type TraceFormat, traceFormats } from '../trace-formats.ts'

export function addTrace(program: Command): void {
  program
    .command('trace')
    .summary('print a saved trace in another format')
    .description('Prints a trace that check --save wrote. Nothing is run again; see hmmcheck replay.')
    .usage('FILE [options]')
    .argument('[file]', 'a file that check --save wrote')
    .option('--format <format>', traceFormats.join(', '), parseFormat, 'race')
    .option('--json', 'the same as --format json')
    .action(async (file: string | undefined, { format, json }: { format: TraceFormat; json?: true }) => {
      if (file === undefined)
        throw new ModelError('trace needs a file; allowed: a file that "hmmcheck check --save" wrote')
      print(formatTrace(json ? 'json' : format, parseTraceFile(await readText(file), file)))
    })
}
