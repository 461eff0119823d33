/** `hmmcheck diagram`: a state diagram of one of the model's machines. */
import type { Command } from 'commander'
import { z } from 'zod'
import { ModelError, mermaidStateDiagram } from '../../checker/index.ts'
import { machines } from '../../model/index.ts'
import { names } from '../choice.ts'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'
import { version } from '../schemas/document.ts'

const formats = ['mermaid'] as const

const machine = { name: z.string(), file: z.string().describe('where the model has it') }

const listingSchema = z.strictObject({
  version,
  machines: z.array(z.strictObject({ ...machine, summary: z.string() })),
})

const drawingSchema = z.strictObject({ version, ...machine, format: z.enum(formats), diagram: z.string() })

export const diagramSchema = z
  .union([listingSchema, drawingSchema])
  .meta({ description: 'One machine as a state diagram; without a name, which machines there are.' })

export function addDiagram(program: Command): void {
  program
    .command('diagram')
    .summary('draw one machine of the model')
    .description('Prints a state diagram of one machine of the model; without a name, which machines there are.')
    .usage('[MACHINE] [options]')
    .argument('[machine]', 'its name')
    .option('--format <format>', formats.join(', '), (given) => oneOf('format', given, formats), 'mermaid')
    .option('--json', 'one JSON document on standard output')
    .action((given: string | undefined, { json }: { json?: true }) => {
      if (given === undefined) listMachines(json === true)
      else draw(given, json === true)
    })
}

function listMachines(json: boolean): void {
  const width = (pick: (machine: (typeof machines)[number]) => string) =>
    Math.max(...machines.map((machine) => pick(machine).length))
  const [nameWidth, fileWidth] = [width(({ name }) => name), width(({ file }) => file)]
  const line = (name: string, file: string, summary: string) =>
    `${name.padEnd(nameWidth)}  ${file.padEnd(fileWidth)}  ${summary}`
  if (json)
    printJson(listingSchema, {
      version: 1,
      machines: machines.map(({ name, file, summary }) => ({ name, file, summary })),
    })
  else print(machines.map(({ name, file, summary }) => line(name, file, summary)).join('\n'))
}

function draw(given: string, json: boolean): void {
  const name = oneOf('machine', given, names(machines))
  const found = machines.find((machine) => machine.name === name)
  if (found === undefined) throw new ModelError(`there is no machine "${name}"`)
  const diagram = mermaidStateDiagram(found.machine, { title: name })
  if (json) printJson(drawingSchema, { version: 1, name, file: found.file, format: 'mermaid', diagram })
  else print(diagram)
}
