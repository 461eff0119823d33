/** `hmmcheck record`: how to watch a stock kernel. */
import type { Command } from 'commander'
import { z } from 'zod'
import { bpftraceProgram, ftraceCommands } from '../../model/index.ts'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'
import { version } from '../schemas/document.ts'

const programs = { bpftrace: bpftraceProgram, ftrace: ftraceCommands } as const
const formats = Object.keys(programs) as (keyof typeof programs)[]

export const recordSchema = z
  .strictObject({ version, format: z.enum(['bpftrace', 'ftrace']), program: z.string() })
  .meta({ description: 'A program that watches a stock kernel.' })

export function addRecord(program: Command): void {
  program
    .command('record')
    .summary('a program that watches a running kernel')
    .description(
      'Prints a program for bpftrace, or commands for ftrace, that record as many lines of a log as a stock kernel lets one ' +
        'see, with its limits, and how to run the selftests of the kernel under it. Exit code: 0, 2 unusable input.',
    )
    .usage('[options]')
    .option('--format <name>', 'bpftrace or ftrace', 'bpftrace')
    .option('--json', 'one JSON document on standard output')
    .action(({ format: given, json }: { format: string; json?: true }) => {
      const format = oneOf('format', given, formats)
      const text = programs[format]()
      if (json) return printJson(recordSchema, { version: 1, format, program: text })
      print(text.trimEnd())
    })
}
