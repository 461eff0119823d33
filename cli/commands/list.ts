/** `hmmcheck list`: what there is, one line each. */
import type { Command } from 'commander'
import { structural } from '../../checker/index.ts'
import { driverCatalogue, kernels, promises, scenarios, switches } from '../../model/index.ts'
import { names } from '../choice.ts'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'

type Row = Readonly<Record<string, unknown>> & { readonly name: string; readonly line: string }

const lists = {
  kernels: (): Row[] => kernels.map(({ name, summary, switches }) => ({ name, summary, switches, line: summary })),
  drivers: (): Row[] =>
    driverCatalogue.map(({ name, summary, missingOn }) => {
      const runsOn = names(kernels.filter(({ switches }) => missingOn(switches) === undefined))
      const only = runsOn.length === kernels.length ? '' : ` (kernels ${runsOn.join(', ')})`
      return { name, summary, kernels: runsOn, line: `${summary}${only}` }
    }),
  scenarios: (): Row[] =>
    scenarios.map(({ name, question, summary, devices }) => ({ name, question, summary, devices, line: question })),
  properties: (): Row[] => [
    ...promises.map(({ name, statement, source }) => ({ name, statement, source, line: statement })),
    ...Object.entries(structural).map(([name, promise]) => ({ name, ...promise, line: promise.statement })),
  ],
  switches: (): Row[] =>
    switches.map(({ name, values, summary }) => {
      const allowed = values.map(({ value }) => value).join('|')
      return { name, values, summary, line: `${allowed}: ${summary}` }
    }),
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
