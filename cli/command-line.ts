/** The command line: every command, its options, and how bad input is refused. */
import { Command } from 'commander'
import { again } from './choice-options.ts'
import { addBugs } from './commands/bugs.ts'
import { addCheck } from './commands/check.ts'
import { addClaims } from './commands/claims.ts'
import { addConform } from './commands/conform.ts'
import { addCoverage } from './commands/coverage.ts'
import { addDiagram } from './commands/diagram.ts'
import { addDiff } from './commands/diff.ts'
import { addExport } from './commands/export.ts'
import { addList } from './commands/list.ts'
import { addMutations } from './commands/mutations.ts'
import { addObligations } from './commands/obligations.ts'
import { addRecord } from './commands/record.ts'
import { addReplay } from './commands/replay.ts'
import { addSchema } from './commands/schema.ts'
import { addSimulate } from './commands/simulate.ts'
import { addTrace } from './commands/trace.ts'
import { type TableOptions, verdictTable } from './commands/verdict-table.ts'
import { parseWorkers } from './numbers.ts'
import { oneOf } from './one-of.ts'
import { complain, oneLine } from './output.ts'

/** @param version what `--version` prints */
export function commandLine(version: string): Command {
  const program = new Command('hmmcheck')
    .description(
      'Checks every interleaving of Linux device memory migration. Without a command: every scenario against every kernel, ' +
        'as one table; exit code 0 when every verdict is the expected one, 1 otherwise.',
    )
    .usage('[COMMAND] [options]')
    .option('--only <scenario>', 'only the rows of this scenario; may be repeated', again)
    .option('--forever', 'every thread starts again when it is done')
    .option(
      '--workers <number>',
      'how many searches run at once, each with its share of the memory (default: as many as there are processors)',
      parseWorkers('--workers'),
    )
    .option('--json', 'one JSON document on standard output')
    .argument('[command]')
    .allowExcessArguments()
    .exitOverride()
    .enablePositionalOptions()
    .version(version)
    .helpCommand('help [command]', 'what a command does, and its options')
    .action((command: string | undefined, options: TableOptions) => {
      if (command !== undefined) oneOf('command', command, program.commands.map((known) => known.name()).concat('help'))
      return verdictTable(options)
    })
  const queries = [
    addCheck,
    addSimulate,
    addClaims,
    addObligations,
    addList,
    addDiff,
    addBugs,
    addMutations,
    addCoverage,
  ]
  const logs = [addConform, addRecord]
  for (const add of [...queries, ...logs, addTrace, addReplay, addExport, addDiagram, addSchema]) add(program)
  for (const command of program.commands) command.allowExcessArguments(false)
  for (const command of [program, ...program.commands])
    complainShortly(command, command === program ? 'hmmcheck --help' : `hmmcheck ${command.name()} --help`)
  return program
}

/** Unusable options are told in one line, which ends with where to read more. */
export const complainShortly = (command: Command, help: string): Command =>
  command.configureOutput({
    outputError: (text) => complain(`${oneLine(text.replace(/^error: /, '')).replace(/\.$/, '')}; see "${help}"`),
  })
