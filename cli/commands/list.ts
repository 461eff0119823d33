/** `hmmcheck list`: what there is, one line each. */
import type { Command } from 'commander'
import { structural } from '../../checker/index.ts'
import { drivers, kernels, promises, scenarios, switches } from '../../model/index.ts'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'

type Row = Readonly<Record<string, unknown>> & { readonly name: string; readonly line: string }

const lists = {
  kernels: (): Row[] =>
    kernels.map(({ name, summary, released, switches }) => ({
      name,
      released,
      summary,
      switches,
      line: `${released}  ${summary}`,
    })),
  drivers: (): Row[] =>
    drivers.map(({ name, summary, since }) => {
      const from = since === undefined ? '' : ` (from kernel ${since})`
      return { name, since: since ?? null, summary, line: `${summary}${from}` }
    }),
  scenarios: (): Row[] =>
    scenarios.map(({ name, question, summary, devices }) => ({ name, question, summary, devices, line: question })),
  properties: (): Row[] => [
    ...promises.map(({ name, statement, source }) => ({ name, statement, source, line: statement })),
    ...Object.entries(structural).map(([name, promise]) => ({ name, ...promise, line: promise.statement })),
  ],
  switches: (): Row[] =>
    switches.map(({ name, values, summary }) => ({ name, values, summary, line: `${values.join('|')}: ${summary}` })),
}

type Kind = keyof typeof lists

const kinds = Object.keys(lists) as Kind[]

export function addList(program: Command): void {
  program
    .command('list')
    .summary('list kernels, drivers, scenarios, properties or switches')
    .description('Lists what there is, one line each; without a word, everything.')
    .usage(`[${kinds.join('|')}] [options]`)
    .argument('[what]', kinds.join(', '))
    .option('--json', 'one JSON document on standard output')
    .action((what: string | undefined, { json }: { json?: true }) => {
      const chosen = what === undefined ? kinds : [oneOf('list', what, kinds)]
      if (json)
        printJson(Object.fromEntries(chosen.map((kind) => [kind, lists[kind]().map(({ line, ...row }) => row)])))
      else print(chosen.map((kind) => section(kind, lists[kind](), chosen.length > 1)).join('\n\n'))
    })
}

function section(kind: Kind, rows: readonly Row[], titled: boolean): string {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const lines = rows.map(({ name, line }) => `${name.padEnd(width)}  ${line}`)
  return titled ? [kind, ...lines.map((line) => `  ${line}`)].join('\n') : lines.join('\n')
}
