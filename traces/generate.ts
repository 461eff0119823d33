/** Everything in the repository that is computed from the model: what `npm run record` writes and a test compares. */
import { readFile } from 'node:fs/promises'
import { formatRace } from '../checker/index.ts'
import { askClaims } from '../cli/checks/ask-claims.ts'
import { type CheckAllOptions, checkAll } from '../cli/checks/check-all.ts'
import { type Answer, type Task, taskOfRow } from '../cli/checks/task.ts'
import { commandNames, schemas } from '../cli/schemas/index.ts'
import { jsonSchema, schemaFile } from '../cli/schemas/json-schema.ts'
import { formatTraceFile } from '../cli/trace-file.ts'
import { columns, drivers, type Expectation, type Mode, matrix, rowKey, scenarios } from '../model/index.ts'
import { generateClaims } from './claims.ts'
import { type Documented, documented } from './documented.ts'

/** Contents by path from the root of the repository. */
export type Generated = ReadonlyMap<string, string>

export async function generate(root: URL, options: CheckAllOptions = {}): Promise<Generated> {
  const rows = (['once', 'forever'] as const).flatMap((mode) => matrix(mode).map((row) => ({ ...row, mode })))
  const answers = await checkAll([...rows.map((row) => taskOfRow(row, row.mode)), ...documented.map(taskOf)], options)

  const files = new Map<string, string>()
  const expected: Record<Mode, Record<string, Expectation>> = { once: {}, forever: {} }
  for (const [i, { mode, scenario, kernel, driverLabel }] of rows.entries())
    expected[mode][rowKey(scenario, kernel, driverLabel)] = expectation(answers[i])
  files.set('model/expected.ts', expectedSource(expected))
  for (const command of commandNames)
    files.set(schemaFile(command), `${JSON.stringify(jsonSchema(command, schemas[command]), undefined, 2)}\n`)
  const races = new Map<string, string>()
  for (const [i, { name }] of documented.entries()) {
    const trace = answers[rows.length + i]?.trace
    if (trace === undefined) throw new Error(`traces/${name}: nothing breaks any more`)
    const race = `${formatRace(trace.trace, trace.violation)}\n`
    files.set(`traces/${name}.json`, formatTraceFile(trace))
    files.set(`traces/${name}.txt`, race)
    races.set(name, race)
  }
  const claims = await generateClaims(askClaims(options))
  for (const [path, content] of claims.files) files.set(path, content)
  const readme = await readFile(new URL('README.md', root), 'utf8')
  const blocks = new Map([...races, ['verdicts', verdictTable(expected.once)], ['claims', claims.table]])
  files.set('README.md', withBlocks(readme, blocks))
  return files
}

function taskOf({ scenario, kernel, set, driver, property }: Documented): Task {
  const devices = scenarios.find((candidate) => candidate.name === scenario)?.devices ?? []
  const chosen = Object.fromEntries(devices.map((device) => [device, driver ?? 'contract']))
  const only = property === undefined ? {} : { properties: [property] }
  return { scenario, kernel, set: set ?? {}, drivers: chosen, mode: 'once', ...only }
}

type Expectations = Readonly<Record<string, Expectation>>

function expectation(answer: Answer | undefined): Expectation {
  if (answer === undefined || answer.verdict === 'incomplete')
    throw new Error(`what is recorded must be complete: ${answer?.reason ?? 'there is no answer'}`)
  const { verdict, violated, states, transitions, depth } = answer
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
      const cells = columns.map((kernel) => cell(name, kernel.name, driver.name))
      return cells.every((text) => text === '') ? [] : [`| ${name} | ${driver.name} | ${cells.join(' | ')} |`]
    }),
  )
  return [
    `| scenario | driver | ${columns.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- | ${columns.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    ...broken.map((name, i) => `✗${i + 1} breaks \`${name}\`${i + 1 < broken.length ? ';' : '.'}`),
    '',
  ].join('\n')
}

/** Fills each `<!-- generated NAME -->` … `<!-- end -->` of a text; races are put into a code fence. */
function withBlocks(text: string, blocks: ReadonlyMap<string, string>): string {
  return text.replace(/<!-- generated (\S+) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const block = blocks.get(name)
    if (block === undefined) throw new Error(`README.md wants a block "${name}" that is not generated`)
    const body = name === 'verdicts' ? block : `\`\`\`\n${block}\`\`\`\n`
    return `<!-- generated ${name} -->\n${body}<!-- end -->`
  })
}
