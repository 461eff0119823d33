/** `hmmcheck diagram`: a state diagram of one of the model's machines. */
import type { Command } from 'commander'
import { z } from 'zod'
import { ModelError, mermaidStateDiagram } from '../../checker/index.ts'
import { coverage, machines } from '../../model/index.ts'
import { names } from '../choice.ts'
import { diagramOptions } from '../diagram-options.ts'
import { refuseUnwritable, writeText } from '../files.ts'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'
import { version } from '../schemas/document.ts'
import { svgStateDiagram } from '../svg.ts'

const formats = ['mermaid', 'svg'] as const

interface Options {
  readonly format: (typeof formats)[number]
  readonly state?: readonly string[]
  readonly out?: string
  readonly json?: true
}

const machine = { name: z.string(), file: z.string().describe('where the model has it') }

const listingSchema = z.strictObject({
  version,
  machines: z.array(z.strictObject({ ...machine, summary: z.string() })),
})

const drawingSchema = z.strictObject({
  version,
  ...machine,
  format: z.enum(formats),
  diagram: z.string().optional(),
  out: z.string().optional().describe('the file into which the diagram was written'),
})

export const diagramSchema = z
  .union([listingSchema, drawingSchema])
  .meta({ description: 'One machine as a state diagram; without a name, which machines there are.' })

export function addDiagram(program: Command): void {
  const again = (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]
  program
    .command('diagram')
    .summary('draw one machine of the model')
    .description(
      'Draws a state diagram of one machine of the model; without a name, says which machines there are. ' +
        'Transitions that no scenario fires are dashed and grey.',
    )
    .usage('[MACHINE] [options]')
    .argument('[machine]', 'its name')
    .option('--format <format>', formats.join(', '), (given) => oneOf('format', given, formats), 'mermaid')
    .option('--state <path>', 'draw only this state and what is in it; may be repeated', again)
    .option('--out <file>', 'write the diagram to a file')
    .option('--json', 'one JSON document on standard output')
    .action(async (given: string | undefined, options: Options) => {
      if (given !== undefined) return draw(given, options)
      if (options.out !== undefined || options.state !== undefined)
        throw new ModelError(`--out and --state need a machine; allowed: ${names(machines).join(', ')}`)
      listMachines(options.json === true)
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

async function draw(given: string, { format, state: states, out, json }: Options): Promise<void> {
  const name = oneOf('machine', given, names(machines))
  const found = machines.find((machine) => machine.name === name)
  if (found === undefined) throw new ModelError(`there is no machine "${name}"`)
  if (out !== undefined) await refuseUnwritable(out)
  const options = { ...diagramOptions(found, coverage), ...(states === undefined ? {} : { states }) }
  const diagram =
    format === 'svg' ? await svgStateDiagram(found.machine, options) : mermaidStateDiagram(found.machine, options)
  if (out !== undefined) await writeText(out, `${diagram.trimEnd()}\n`)
  const document = { version: 1, name, file: found.file, format } as const
  if (json) printJson(drawingSchema, { ...document, ...(out === undefined ? { diagram } : { out }) })
  else if (out === undefined) print(diagram.trimEnd())
}
