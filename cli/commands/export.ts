/** `hmmcheck export`: a scenario in another tool's language. */
import { dirname, join, parse } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import {
  type ExportFormat,
  exportFormats,
  exportNetwork,
  ModelError,
  type Network,
  type PartRef,
} from '../../checker/index.ts'
import { commandWords } from '../check-command.ts'
import { names } from '../choice.ts'
import { addChoiceOptions, addLimitOptions, type ChoiceOptions, chosen, type LimitOptions } from '../choice-options.ts'
import { pieces, refuseUnwritable, writeLines } from '../files.ts'
import { interruptible } from '../interrupt.ts'
import { oneOf } from '../one-of.ts'
import { complain, printJson } from '../output.ts'
import { formatProgress, progressLine } from '../progress.ts'
import { exportDocument, exportSchema } from '../reports/export-json.ts'

interface Options extends ChoiceOptions, LimitOptions {
  readonly to?: ExportFormat
  readonly machine?: string
  readonly statesOnly?: true
  readonly out?: string
  readonly json?: true
}

export function addExport(program: Command): void {
  const command = program
    .command('export')
    .summary('write one scenario in the language of another tool')
    .description(
      'Explores every interleaving of one scenario, whatever breaks on the way, and writes it in the language of another ' +
        'tool, with its properties: promela for SPIN, murphi for Rumur, tla for TLC, aut for tools that read labelled transition ' +
        'systems; rv is one of its machines as an automaton for the kernel generator of run-time monitors (rvgen). Exit code: 0 written, 2 unusable input, 3 incomplete, and nothing is written.',
    )
    .usage('SCENARIO --to FORMAT [options]')
    .argument('[scenario]', 'its name; see hmmcheck list scenarios')
    .option('--to <format>', exportFormats.join(', '), (given) => oneOf('format', given, exportFormats))
  addLimitOptions(addChoiceOptions(command, 'export'))
    .option('--machine <name>', 'only for rv, and needed there: the object or thread of which the automaton is')
    .option('--states-only', 'leave the properties out, so that the other tool counts every state')
    .option('--out <file>', 'write to a file')
    .option('--json', 'one JSON document on standard output')
    .action(run)
}

async function run(given: string | undefined, options: Options): Promise<void> {
  const { to, out, json, maxStates, maxMemory, statesOnly = false } = options
  const { scenario, configuration, question } = chosen('export', given, options)
  if (to === undefined) throw new ModelError(`export needs --to; allowed: ${exportFormats.join(', ')}`)
  if (out !== undefined) await refuseUnwritable(out)
  const part = partFor(to, options.machine, configuration.network)
  const name = nameFor(to, scenario, out)
  const progress = progressLine()
  const title = commandWords(
    'export',
    { scenario, ...options },
    '--to',
    to,
    ...(options.machine === undefined ? [] : ['--machine', options.machine]),
    ...(statesOnly ? ['--states-only'] : []),
  )
  const written = await interruptible((signal) =>
    exportNetwork(configuration.network, question, to, {
      title,
      name,
      statesOnly,
      ...part,
      signal,
      onProgress: (now) => progress.show(formatProgress(now)),
      ...(maxStates === undefined ? {} : { maxStates }),
      ...(maxMemory === undefined ? {} : { maxMemory }),
    }),
  ).finally(() => progress.clear())
  if (typeof written === 'string') {
    process.exitCode = 3
    complain(`not exported: ${written}, and a part of a network is no export`)
    return
  }
  const { lines, settings } = written
  if (out !== undefined) await writeLines(out, lines)
  if (out !== undefined && settings !== undefined)
    await writeLines(join(dirname(out), `${name}${settings.extension}`), settings.lines)
  if (json) printJson(exportSchema, exportDocument(configuration, { to, statesOnly }, written, out))
  else if (out === undefined) await pipeline(pieces(lines), process.stdout, { end: false })
}

function partFor(format: ExportFormat, given: string | undefined, { objects, threads }: Network): { part?: PartRef } {
  const parts: readonly PartRef[] = [...objects, ...threads]
  if (format !== 'rv') {
    if (given !== undefined) throw new ModelError('--machine is only for --to rv')
    return {}
  }
  if (given === undefined) throw new ModelError(`--to rv needs --machine; allowed: ${names(parts).join(', ')}`)
  const part = parts.find(({ name }) => name === oneOf('machine', given, names(parts)))
  return part === undefined ? {} : { part }
}

/** A TLA+ module must be named as its file is. */
function nameFor(format: ExportFormat, scenario: string, out: string | undefined): string {
  if (out === undefined || format !== 'tla') return scenario.replaceAll('-', '_')
  const { name, ext } = parse(out)
  if (ext !== '.tla' || !/^[A-Za-z]\w*$/.test(name))
    throw new ModelError(`--out is "${out}"; allowed for TLA+: a name of letters, digits and _ that ends in .tla`)
  return name
}
