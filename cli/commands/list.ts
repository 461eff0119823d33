/** `hmmcheck list`: what there is, one line each. */
import type { Command } from 'commander'
import { z } from 'zod'
import { structural } from '../../checker/index.ts'
import {
  claims,
  driverCatalogue,
  kernels,
  missingOn,
  promises,
  proposals,
  scenarios,
  switches,
} from '../../model/index.ts'
import { names } from '../choice.ts'
import { historyLists } from '../lists/history.ts'
import { type List, list } from '../lists/list.ts'
import { oneOf } from '../one-of.ts'
import { print, printJson } from '../output.ts'
import { named, version } from '../schemas/document.ts'

const text = z.string()

const since = z.strictObject({
  release: text.describe('the first mainline release'),
  commits: z.array(z.strictObject({ id: text, subject: text })),
  backports: z.array(text).describe('stable releases that took it over'),
})

const lists = {
  kernels: list(
    z.strictObject({ name: text, summary: text, switches: named }),
    () => kernels.map(({ name, summary, switches }) => ({ name, summary, switches: { ...switches } })),
    ({ summary }) => summary,
  ),
  proposals: list(
    z.strictObject({
      name: text,
      title: text,
      by: text,
      posted: text,
      fate: text,
      kernel: text.describe('the kernel that it was written for'),
      set: named,
    }),
    () =>
      proposals.map(({ name, title, by, posted, fate, kernel, set }) => ({
        name,
        title,
        by,
        posted,
        fate,
        kernel,
        set: { ...set },
      })),
    ({ name, title, by, posted, fate, kernel, set }) =>
      `${assignments(set)}: ${title}, ${by}, ${posted}; ${fate} (kernel ${kernel}+${name})`,
  ),
  drivers: list(
    z.strictObject({ name: text, summary: text, kernels: z.array(text).describe('the kernels that it runs on') }),
    () =>
      driverCatalogue.map((driver) => {
        const runsOn = kernels.filter((kernel) => missingOn(driver, kernel) === undefined)
        return { name: driver.name, summary: driver.summary, kernels: names(runsOn) }
      }),
    ({ summary, kernels: runsOn }) =>
      runsOn.length === kernels.length ? summary : `${summary} (kernels ${ranges(runsOn)})`,
  ),
  scenarios: list(
    z.strictObject({ name: text, question: text, summary: text, devices: z.array(text) }),
    () => scenarios.map(({ name, question, summary, devices }) => ({ name, question, summary, devices })),
    ({ question }) => question,
  ),
  properties: list(
    z.strictObject({ name: text, statement: text, source: text }),
    () => [
      ...promises.map(({ name, statement, source }) => ({ name, statement, source })),
      ...Object.entries(structural).map(([name, promise]) => ({ name, ...promise })),
    ],
    ({ statement }) => statement,
  ),
  ...historyLists,
  switches: list(
    z.strictObject({
      name: text,
      values: z.array(z.strictObject({ value: text, meaning: text, since: since.nullable() })),
      summary: text,
      notModelled: text.nullable().describe('what the model lacks to show the difference'),
    }),
    () =>
      switches.map(({ name, values, summary, notModelled = null }) => ({
        name,
        values: values.map(({ value, meaning, since = null }) => ({
          value,
          meaning,
          since: since && { ...since, commits: [...since.commits], backports: [...(since.backports ?? [])] },
        })),
        summary,
        notModelled,
      })),
    ({ values, summary, notModelled }) => {
      const missing = notModelled === null ? '' : ` (not modelled: ${notModelled})`
      return `${values.map(({ value }) => value).join('|')}: ${summary}${missing}`
    },
  ),
  claims: list(
    z.strictObject({
      name: text,
      document: text,
      quote: text.describe('a few words of the sentence, to find it by'),
      says: text.describe('the sentence in other words'),
    }),
    () => claims.map(({ id, document, quote, says }) => ({ name: id, document, quote, says })),
    ({ says }) => says,
  ),
} as const satisfies Readonly<Record<string, List>>

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

export const listSchema = z
  .strictObject({
    version,
    ...Object.fromEntries(kinds.map((kind) => [kind, z.array(lists[kind].schema).exactOptional()])),
  })
  .meta({ description: 'What there is: one field for each kind of thing that was asked for.' })

export function addList(program: Command): void {
  program
    .command('list')
    .summary('list kernels, drivers, scenarios, properties, mutations, bugs, claims and more')
    .description('Lists what there is, one line each; without a word, everything.')
    .usage(`[${kinds.join('|')}] [options]`)
    .argument('[what]', kinds.join(', '))
    .option('--json', 'one JSON document on standard output')
    .action((what: string | undefined, { json }: { json?: true }) => {
      const chosen = what === undefined ? kinds : [oneOf('list', what, kinds)]
      if (json) {
        const entries = (kind: Kind) => lists[kind].rows().map(({ entry }) => entry)
        printJson(listSchema, { version: 1, ...Object.fromEntries(chosen.map((kind) => [kind, entries(kind)])) })
      } else print(chosen.map((kind) => section(kind, chosen.length > 1)).join('\n\n'))
    })
}

function section(kind: Kind, titled: boolean): string {
  const rows = lists[kind].rows()
  const width = Math.max(...rows.map(({ entry }) => entry.name.length))
  const lines = rows.map(({ entry, line }) => `${entry.name.padEnd(width)}  ${line}`)
  return titled ? [kind, ...lines.map((line) => `  ${line}`)].join('\n') : lines.join('\n')
}
