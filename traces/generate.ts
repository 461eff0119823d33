/** Everything in the repository that is computed from the model: what `npm run record` writes and a test compares. */
import { readFile } from 'node:fs/promises'
import { check, formatRace, type Result } from '../checker/index.ts'
import { askInTurn } from '../cli/ask-in-turn.ts'
import { traceFileOf } from '../cli/setup.ts'
import { formatTraceFile } from '../cli/trace-file.ts'
import { configure, drivers, type Expectation, kernels, type Mode, matrix, rowKey, scenarios } from '../model/index.ts'
import { generateClaims } from './claims.ts'
import { type Documented, documented } from './documented.ts'

/** Contents by path from the root of the repository. */
export type Generated = ReadonlyMap<string, string>

export async function generate(root: URL): Promise<Generated> {
  const files = new Map<string, string>()
  const expected = { once: await expectations('once'), forever: await expectations('forever') }
  files.set('model/expected.ts', expectedSource(expected))
  const races = new Map<string, string>()
  for (const entry of documented) {
    const { json, race } = await trace(entry)
    files.set(`traces/${entry.name}.json`, json)
    files.set(`traces/${entry.name}.txt`, race)
    races.set(entry.name, race)
  }
  const claims = await generateClaims(askInTurn())
  for (const [path, content] of claims.files) files.set(path, content)
  const readme = await readFile(new URL('README.md', root), 'utf8')
  files.set(
    'README.md',
    withBlocks(readme, new Map([...races, ['verdicts', verdictTable(expected.once)], ['claims', claims.table]])),
  )
  return files
}

type Expectations = Readonly<Record<string, Expectation>>

async function expectations(mode: Mode): Promise<Expectations> {
  const rows: Record<string, Expectation> = {}
  for (const { scenario, kernel, drivers, driverLabel } of matrix(mode)) {
    const { network, properties, witnesses } = configure({ scenario, kernel, drivers, mode })
    rows[rowKey(scenario, kernel, driverLabel)] = expectation(await check(network, { properties, witnesses }))
  }
  return rows
}

function expectation({ verdict, violated, states, transitions, depth }: Result): Expectation {
  if (verdict === 'incomplete') throw new Error('an unlimited search cannot be incomplete')
  return { verdict, ...(violated === undefined ? {} : { property: violated.property }), states, transitions, depth }
}

function expectedSource(expected: Readonly<Record<Mode, Expectations>>): string {
  const line = (value: Expectation) =>
    `{ ${Object.entries(value)
      .map(([field, v]) => `${field}: ${typeof v === 'string' ? `'${v}'` : v}`)
      .join(', ')} }`
  const table = (rows: Expectations) =>
    Object.entries(rows)
      .map(([row, value]) => `    '${row}': ${line(value)},`)
      .join('\n')
  return `/** What every row of the verdict table showed when it was last reviewed. Written by \`npm run record\`. */
import type { Expectation } from './matrix.ts'

export const expected: { readonly [mode: string]: { readonly [row: string]: Expectation } } = {
  once: {
${table(expected.once)}
  },
  forever: {
${table(expected.forever)}
  },
}
`
}

async function trace({ scenario, kernel, set, driver, property, name }: Documented) {
  const devices = scenarios.find((candidate) => candidate.name === scenario)?.devices ?? []
  const chosen = Object.fromEntries(devices.map((device) => [device, driver ?? 'contract']))
  const configuration = configure({ scenario, kernel, set: set ?? {}, drivers: chosen, mode: 'once' })
  const properties = configuration.properties.filter(
    (candidate) => property === undefined || candidate.name === property,
  )
  const result = await check(configuration.network, {
    properties,
    ...(property === undefined ? {} : { structural: [] }),
  })
  const file = traceFileOf(configuration, result)
  if (file === undefined) throw new Error(`traces/${name}: nothing breaks any more`)
  return { json: formatTraceFile(file), race: `${formatRace(file.trace, file.violation)}\n` }
}

/** One row per scenario and driver, one column per kernel; a cell says what holds or which promise breaks first. */
function verdictTable(expected: Expectations): string {
  const broken: string[] = []
  const cell = (scenario: string, kernel: string, driver: string): string => {
    const row = expected[rowKey(scenario, kernel, driver)]
    if (row === undefined) return ''
    if (row.property === undefined) return 'holds'
    if (!broken.includes(row.property)) broken.push(row.property)
    return `**✗${broken.indexOf(row.property) + 1}**`
  }
  const rows = scenarios.flatMap(({ name }) =>
    drivers.flatMap((driver) => {
      const cells = kernels.map((kernel) => cell(name, kernel.name, driver.name))
      return cells.every((text) => text === '') ? [] : [`| ${name} | ${driver.name} | ${cells.join(' | ')} |`]
    }),
  )
  return [
    `| scenario | driver | ${kernels.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- | ${kernels.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    ...broken.map((name, i) => `✗${i + 1} breaks \`${name}\`${i + 1 < broken.length ? ';' : '.'}`),
    '',
  ].join('\n')
}

/** Fills each `<!-- generated NAME -->` … `<!-- end -->` of a text; what is no table is put into a code fence. */
function withBlocks(text: string, blocks: ReadonlyMap<string, string>): string {
  return text.replace(/<!-- generated (\S+) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const block = blocks.get(name)
    if (block === undefined) throw new Error(`README.md wants a block "${name}" that is not generated`)
    const body = block.startsWith('| ') ? block : `\`\`\`\n${block}\`\`\`\n`
    return `<!-- generated ${name} -->\n${body}<!-- end -->`
  })
}
