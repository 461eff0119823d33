/** Everything in the repository that is computed from the model: what `npm run record` writes and a test compares. */
import { readdir, readFile } from 'node:fs/promises'
import { askClaims } from '../cli/checks/ask-claims.ts'
import { type CheckAllOptions, checkAll } from '../cli/checks/check-all.ts'
import { judgeObligations } from '../cli/checks/judge-obligations.ts'
import type { Task } from '../cli/checks/task.ts'
import { type CoveredMachine, recordOf, showSurprise, surprisesOf } from '../cli/coverage.ts'
import { commandNames, schemas } from '../cli/schemas/index.ts'
import { jsonSchema, schemaFile } from '../cli/schemas/json-schema.ts'
import { sweepTasks } from '../cli/sweep-tasks.ts'
import { formatTraceFile } from '../cli/trace-file.ts'
import { formatTrace } from '../cli/trace-formats.ts'
import {
  choiceOf,
  coverageSurprises,
  mirrorKinds,
  obligations,
  type Row,
  expected as recorded,
  coverage as recordedCoverage,
  scenarios,
  unfired,
} from '../model/index.ts'
import { fenced, fillBlocks } from './blocks.ts'
import { generateClaims } from './claims.ts'
import { realExcerpt, realRace } from './conform/real-race.ts'
import { type CoverageRecord, coverageOnto } from './coverage-onto.ts'
import { type Documented, documented } from './documented.ts'
import { historyBlocks, historyFiles, historyOf, historyTasks } from './history.ts'
import { obligationBlocks, obligationsFile } from './obligations.ts'
import { drawMachines, machineTable, unfiredTable, walkBlocks } from './pictures.ts'
import { coverageSource, expectedSource } from './sources.ts'
import { sweepOf } from './sweep.ts'
import { scenarioTable, verdictTable } from './verdict-table.ts'

/** The scenarios of README's table: those that are small enough for threads that never stop, too. */
const headlines = scenarios.filter(({ forever }) => forever)
const headlineDrivers = ['contract', 'test_hmm']
const isHeadline = ({ scenario, driverLabel }: Row): boolean =>
  headlines.some(({ name }) => name === scenario) && headlineDrivers.includes(driverLabel)

/** Contents by path from the root of the repository. */
export type Generated = ReadonlyMap<string, string>

interface GenerateOptions extends CheckAllOptions {
  /**
   * Searches again only for the rows that README shows, and for the documented races. Everything else is taken from the
   * record: `npm run record -- --check` takes the minutes that it needs.
   */
  readonly quick?: boolean
  /** Searches again only for the rows and documented races of these scenarios, with the rest as for `quick`. */
  readonly only?: (where: { readonly scenario: string }) => boolean
}

export async function generate(
  root: URL,
  { quick = false, only, ...options }: GenerateOptions = {},
): Promise<Generated> {
  const isPart = quick || only !== undefined
  const wanted = only ?? (quick ? isHeadline : () => true)
  const sweep = sweepTasks(quick ? ['once'] : ['once', 'forever'], wanted)
  const rows = sweep.map(({ task }) => ({ ...task, coverage: !quick && task.coverage === true }))
  const races = documented.filter(only ?? (() => true))
  const answers = await checkAll([...rows, ...races.map(taskOf), ...(isPart ? [] : historyTasks)], options)
  const { expected, covered } = sweepOf(sweep, answers.slice(0, rows.length), isPart ? { onto: recorded } : {})
  const { coverage, surprises } = coverageFrom(covered, { quick, ...(only === undefined ? {} : { only }) })
  const files = new Map([
    ['model/expected.ts', expectedSource(expected)],
    ['model/coverage.ts', coverageSource(coverage, surprises)],
    ...(await drawMachines(coverage)),
  ])
  for (const command of commandNames)
    files.set(schemaFile(command), `${JSON.stringify(jsonSchema(command, schemas[command]), undefined, 2)}\n`)
  const blocks = new Map([
    ['verdicts', verdictTable(expected.once, { drivers: headlineDrivers, scenarios: headlines })],
    ['all verdicts', verdictTable(expected.once)],
    ['scenarios', scenarioTable(headlines)],
    ['all scenarios', scenarioTable()],
    ['machines', machineTable(coverage)],
    ['unfired', unfiredTable()],
    ['producer', fenced(await producerExample(root), 'ts')],
    ...walkBlocks(),
    ['stale read of a real kernel', fenced(await realRace(root))],
    ['stale read, line by line', fenced(await realExcerpt(root))],
  ])
  for (const [i, { name }] of races.entries()) {
    const trace = answers[rows.length + i]?.trace
    if (trace === undefined) throw new Error(`traces/${name}: nothing breaks any more`)
    const race = `${formatTrace('race', trace)}\n`
    files.set(`traces/${name}.json`, formatTraceFile(trace))
    files.set(`traces/${name}.txt`, race)
    blocks.set(name, fenced(race))
  }
  if (!isPart) {
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
    files.set(page, fillBlocks(page, text, blocks, { keepsOthers: isPart || ofLogs.includes(page) }))
  }
  return files
}

const recordedBefore: CoverageRecord = { coverage: recordedCoverage, surprises: coverageSurprises }

function coverageFrom(covered: readonly CoveredMachine[], { quick, only }: GenerateOptions): CoverageRecord {
  if (quick) return recordedBefore
  if (only !== undefined) return coverageOnto(recordedBefore, covered, unfired)
  return { coverage: recordOf(covered), surprises: surprisesOf(covered, unfired).map(showSurprise) }
}

const taskOf = ({ property, name: _, ...where }: Documented): Task => ({
  ...choiceOf(where),
  ...(property === undefined ? {} : { properties: [property] }),
})

/** The producer that README shows, as its file has it. */
async function producerExample(root: URL): Promise<string> {
  const text = await readFile(new URL('model/paths/producers/madvise-dontneed.ts', root), 'utf8')
  return text.slice(text.indexOf('export const'))
}

/** Pages of which ./conform/record.ts writes the rest. */
const ofLogs = ['docs/conform.md', 'docs/reality.md']

/** The pages that may have generated parts. */
async function pages(root: URL): Promise<string[]> {
  const docs = await readdir(new URL('docs/', root), { recursive: true })
  const written = docs.map((file) => `docs/${file.replaceAll('\\', '/')}`).filter((file) => file.endsWith('.md'))
  return ['README.md', 'model/KERNEL.md', ...written.sort()]
}
