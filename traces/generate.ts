/** Everything in the repository that is computed from the model: what `npm run record` writes and a test compares. */
import { readdir, readFile } from 'node:fs/promises'
import { formatRace } from '../checker/index.ts'
import { askClaims } from '../cli/checks/ask-claims.ts'
import { type CheckAllOptions, checkAll } from '../cli/checks/check-all.ts'
import { judgeObligations } from '../cli/checks/judge-obligations.ts'
import type { Task } from '../cli/checks/task.ts'
import { recordOf } from '../cli/coverage.ts'
import { commandNames, schemas } from '../cli/schemas/index.ts'
import { jsonSchema, schemaFile } from '../cli/schemas/json-schema.ts'
import { sweepTasks } from '../cli/sweep-tasks.ts'
import { formatTraceFile } from '../cli/trace-file.ts'
import { mirrorKinds, obligations, scenarios } from '../model/index.ts'
import { fenced, fillBlocks } from './blocks.ts'
import { generateClaims } from './claims.ts'
import { realRace } from './conform/real-race.ts'
import { type Documented, documented } from './documented.ts'
import { historyBlocks, historyFiles, historyOf, historyTasks } from './history.ts'
import { obligationBlocks, obligationsFile } from './obligations.ts'
import { drawMachines, machineTable, unfiredTable, walkBlocks } from './pictures.ts'
import { coverageSource, expectedSource } from './sources.ts'
import { sweepOf } from './sweep.ts'
import { scenarioTable, verdictTable } from './verdict-table.ts'

/** Contents by path from the root of the repository. */
export type Generated = ReadonlyMap<string, string>

export interface GenerateOptions extends CheckAllOptions {
  /**
   * Only the rows whose threads run a fixed number of times, and what is drawn and documented of them. Threads that run for
   * ever, claims, bugs, mutations and obligations take minutes more; commands of their own compare those with what is recorded.
   */
  readonly quick?: boolean
}

export async function generate(root: URL, { quick = false, ...options }: GenerateOptions = {}): Promise<Generated> {
  const sweep = sweepTasks(quick ? ['once'] : ['once', 'forever'])
  const rows = sweep.map(({ task }) => task)
  const races = documented.map(taskOf)
  const answers = await checkAll([...rows, ...races, ...(quick ? [] : historyTasks)], options)
  const { expected, covered } = sweepOf(sweep, answers.slice(0, rows.length))
  const coverage = recordOf(covered)
  const files = new Map([
    ['model/expected.ts', expectedSource(expected)],
    ['model/coverage.ts', coverageSource(coverage)],
    ...(await drawMachines(coverage)),
  ])
  for (const command of commandNames)
    files.set(schemaFile(command), `${JSON.stringify(jsonSchema(command, schemas[command]), undefined, 2)}\n`)
  const blocks = new Map([
    ['verdicts', verdictTable(expected.once, ['contract', 'test_hmm'])],
    ['all verdicts', verdictTable(expected.once)],
    ['scenarios', scenarioTable()],
    ['machines', machineTable(coverage)],
    ['unfired', unfiredTable()],
    ...walkBlocks(),
    ['stale read of a real kernel', fenced(await realRace(root))],
  ])
  for (const [i, { name }] of documented.entries()) {
    const trace = answers[rows.length + i]?.trace
    if (trace === undefined) throw new Error(`traces/${name}: nothing breaks any more`)
    const race = `${formatRace(trace.trace, trace.violation)}\n`
    files.set(`traces/${name}.json`, formatTraceFile(trace))
    files.set(`traces/${name}.txt`, race)
    blocks.set(name, fenced(race))
  }
  if (!quick) {
    const history = historyOf(answers.slice(rows.length + races.length))
    const duties = await judgeObligations(obligations, mirrorKinds, options)
    const claims = await generateClaims(askClaims(options))
    for (const [path, content] of [...historyFiles(history), obligationsFile(duties), ...claims.files])
      files.set(path, content)
    for (const [name, content] of [...historyBlocks(history), ...obligationBlocks(duties), ...claims.blocks])
      blocks.set(name, content)
  }
  for (const page of await pages(root)) {
    const text = await readFile(new URL(page, root), 'utf8')
    files.set(page, fillBlocks(page, text, blocks, { keepsOthers: quick || ofLogs.includes(page) }))
  }
  return files
}

function taskOf({ scenario, kernel, set, driver, property }: Documented): Task {
  const devices = scenarios.find((candidate) => candidate.name === scenario)?.devices ?? []
  const chosen = Object.fromEntries(devices.map((device) => [device, driver ?? 'contract']))
  const only = property === undefined ? {} : { properties: [property] }
  return { scenario, kernel, set: set ?? {}, drivers: chosen, mode: 'once', ...only }
}

/** Pages of which ./conform/record.ts writes the rest. */
const ofLogs = ['docs/conform.md', 'docs/reality.md']

/** The pages that may have generated parts. */
async function pages(root: URL): Promise<string[]> {
  const docs = await readdir(new URL('docs/', root), { recursive: true })
  const written = docs.map((file) => `docs/${file.replaceAll('\\', '/')}`).filter((file) => file.endsWith('.md'))
  return ['README.md', 'model/KERNEL.md', ...written.sort()]
}
