/** `hmmcheck schema`: the JSON Schema of what a command prints with `--json`. */
import type { Command } from 'commander'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'
import { commandNames, schemas } from '../schemas/index.ts'
import { descriptionOf, jsonSchema, schemaFile, schemaSchema } from '../schemas/json-schema.ts'

export function addSchema(program: Command): void {
  program
    .command('schema')
    .summary('print the JSON Schema of what a command prints with --json')
    .description(
      'Prints the JSON Schema of what a command prints with --json; without a command, which there are. ' +
        'verdict-table is what hmmcheck prints without a command. The package has them as files, too.',
    )
    .usage('[COMMAND] [options]')
    .argument('[command]', commandNames.join(', '))
    .option('--json', 'one JSON document on standard output')
    .action((given: string | undefined, { json }: { json?: true }) => {
      if (given !== undefined) {
        const command = oneOf('command', given, commandNames)
        return printJson(schemaSchema, jsonSchema(command, schemas[command]))
      }
      const listed = commandNames.map((command) => ({
        command,
        file: schemaFile(command),
        description: descriptionOf(schemas[command]),
      }))
      if (json) return printJson(schemaSchema, { version: 1, schemas: listed })
      const width = Math.max(...commandNames.map((command) => command.length))
      print(listed.map(({ command, description }) => `${command.padEnd(width)}  ${description}`).join('\n'))
    })
}
