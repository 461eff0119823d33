/** `hmmcheck list`: what there is, one line each. */
import type { Command } from 'commander'
import { structural } from '../../checker/index.ts'
import { drivers, kernels, promises, proposals, scenarios, switches } from '../../model/index.ts'
import { names } from '../choice.ts'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'

type Row = Readonly<Record<string, unknown>> & { readonly name: string; readonly line: string }

const lists = {
  kernels: (): Row[] => kernels.map(({ name, summary, switches }) => ({ name, summary, switches, line: summary })),
  proposals: (): Row[] =>
    proposals.map(({ name, title, by, posted, fate, kernel, set }) => ({
      name,
      title,
      by,
      posted,
      fate,
      kernel,
      set,
      line: `${assignments(set)}: ${title}, ${by}, ${posted}; ${fate} (kernel ${kernel}+${name})`,
    })),
  drivers: (): Row[] =>
    drivers.map(({ name, summary, missingOn }) => {
      const runsOn = names(kernels.filter(({ switches }) => missingOn(switches) === undefined))
      const only = runsOn.length === kernels.length ? '' : ` (kernels ${ranges(runsOn)})`
      return { name, summary, kernels: runsOn, line: `${summary}${only}` }
    }),
  scenarios: (): Row[] =>
    scenarios.map(({ name, question, summary, devices }) => ({ name, question, summary, devices, line: question })),
  properties: (): Row[] => [
    ...promises.map(({ name, statement, source }) => ({ name, statement, source, line: statement })),
    ...Object.entries(structural).map(([name, promise]) => ({ name, ...promise, line: promise.statement })),
  ],
  switches: (): Row[] =>
    switches.map(({ name, values, summary, notModelled = null }) => {
      const allowed = values.map(({ value }) => value).join('|')
      const missing = notModelled === null ? '' : ` (not modelled: ${notModelled})`
      return { name, values, summary, notModelled, line: `${allowed}: ${summary}${missing}` }
    }),
}

const assignments = (set: Readonly<Record<string, string>>): string =>
  Object.entries(set)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')

/** Kernels that follow one another in the list are given by the first and the last. */
function ranges(chosen: readonly string[]): string {
  const all = names(kernels)
  const follows = (name: string, i: number) => i > 0 && all.indexOf(name) === all.indexOf(chosen[i - 1] ?? '') + 1
  return chosen
    .filter((name, i) => !follows(name, i))
    .map((first, i, firsts) => {
      const next = firsts[i + 1]
      const last = next === undefined ? chosen.at(-1) : chosen[chosen.indexOf(next) - 1]
      return last === undefined || last === first ? first : `${first} to ${last}`
    })
    .join(', ')
}

type Kind = keyof typeof lists

const kinds = Object.keys(lists) as Kind[]

export function addList(program: Command): void {
  program
    .command('list')
    .summary('list kernels, proposals, drivers, scenarios, properties or switches')
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
