#!/usr/bin/env node
/**
 * The command line. Every command prints its result on standard output and progress on standard error.
 *
 * Bad input ends with exit code 2 and one line on standard error. `HMMCHECK_DEBUG=1` adds the stack of internal errors.
 */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { ModelError } from '../checker/index.ts'
import { addCheck } from './commands/check.ts'
import { addClaims } from './commands/claims.ts'
import { addDiagram } from './commands/diagram.ts'
import { addList } from './commands/list.ts'
import { addReplay } from './commands/replay.ts'
import { addTrace } from './commands/trace.ts'
import { type TableOptions, verdictTable } from './commands/verdict-table.ts'
import { oneOf } from './one-of.ts'
import { endQuietlyOnClosedPipe } from './output.ts'

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ')

const complain = (text: string): boolean => process.stderr.write(`hmmcheck: ${oneLine(text)}\n`)

function commandLine(): Command {
  const program = new Command('hmmcheck')
    .description(
      'Checks every interleaving of Linux device memory migration. Without a command: every scenario against every kernel, ' +
        'as one table; exit code 0 when every verdict is the expected one, 1 otherwise.',
    )
    .usage('[COMMAND] [options]')
    .option('--only <scenario>', 'only the rows of this scenario')
    .option('--forever', 'every thread starts again when it is done')
    .option('--json', 'one JSON document on standard output')
    .argument('[command]')
    .allowExcessArguments()
    .exitOverride()
    .enablePositionalOptions()
    .version(version())
    .helpCommand('help [command]', 'what a command does, and its options')
    .action((command: string | undefined, options: TableOptions) => {
      if (command !== undefined) oneOf('command', command, program.commands.map((known) => known.name()).concat('help'))
      return verdictTable(options)
    })
  for (const add of [addCheck, addClaims, addList, addTrace, addReplay, addDiagram]) add(program)
  for (const command of program.commands) command.allowExcessArguments(false)
  for (const command of [program, ...program.commands]) {
    const help = command === program ? 'hmmcheck --help' : `hmmcheck ${command.name()} --help`
    command.configureOutput({
      outputError: (text) => complain(`${oneLine(text.replace(/^error: /, '')).replace(/\.$/, '')}; see "${help}"`),
    })
  }
  return program
}

/** As `dist/cli/main.js` sees it. */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}

/** @returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ModelError) complain(error.message)
  else {
    complain(`internal error: ${error instanceof Error ? error.message : String(error)} (HMMCHECK_DEBUG=1 shows where)`)
    if (process.env.HMMCHECK_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  }
  return 2
}

endQuietlyOnClosedPipe()
try {
  await commandLine().parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
