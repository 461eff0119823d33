/** Everything in the repository that is computed from the model: what `npm run record` writes and a test compares. */
import { readdir, readFile } from 'node:fs/promises'
import { check, formatRace } from '../checker/index.ts'
import { recordOf } from '../cli/coverage.ts'
import { traceFileOf } from '../cli/setup.ts'
import { formatTraceFile } from '../cli/trace-file.ts'
import { configure, scenarios } from '../model/index.ts'
import { fenced, fillBlocks } from './blocks.ts'
import { type Documented, documented } from './documented.ts'
import { drawMachines, machineTable, unfiredTable, walkBlocks } from './pictures.ts'
import { coverageSource, expectedSource } from './sources.ts'
import { sweep } from './sweep.ts'
import { verdictTable } from './verdict-table.ts'

/** Contents by path from the root of the repository. */
export type Generated = ReadonlyMap<string, string>

export async function generate(root: URL): Promise<Generated> {
  const { expected, covered } = await sweep()
  const coverage = recordOf(covered)
  const files = new Map([
    ['model/expected.ts', expectedSource(expected)],
    ['model/coverage.ts', coverageSource(coverage)],
    ...(await drawMachines(coverage)),
  ])
  const blocks = new Map([
    ['verdicts', verdictTable(expected.once)],
    ['machines', machineTable(coverage)],
    ['unfired', unfiredTable()],
    ...walkBlocks(),
  ])
  for (const entry of documented) {
    const { json, race } = await trace(entry)
    files.set(`traces/${entry.name}.json`, json)
    files.set(`traces/${entry.name}.txt`, race)
    blocks.set(entry.name, fenced(race))
  }
  for (const page of await pages(root)) {
    const text = await readFile(new URL(page, root), 'utf8')
    files.set(page, fillBlocks(page, text, blocks))
  }
  return files
}

/** The pages that may have generated parts. */
async function pages(root: URL): Promise<string[]> {
  const docs = await readdir(new URL('docs/', root), { recursive: true })
  const written = docs.map((file) => `docs/${file.replaceAll('\\', '/')}`).filter((file) => file.endsWith('.md'))
  return ['README.md', ...written.sort()]
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
