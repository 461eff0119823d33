/**
 * `npm run bench`: the checker and others on the same models, in turn, each run in a process of its own.
 *
 * All look for deadlocks and nothing else (we also for illegal events), and keep exact states. Who does not end its search is
 * left out of the table, which is still printed; the exit code is then 1.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { type CaseName, caseNames, caseOf } from './cases.ts'
import type { Competitor, Run } from './competitors/competitor.ts'
import { competitors } from './competitors/index.ts'
import { positive } from './positive.ts'
import { type CaseReport, reportCase, table } from './report.ts'

const say = (text: string) => process.stderr.write(`${text}\n`)

async function runCase(
  name: CaseName,
  entered: readonly Competitor[],
  { quick, rounds }: { quick: boolean; rounds: number },
): Promise<CaseReport> {
  const measured = caseOf(name, quick)
  const root = mkdtempSync(join(tmpdir(), 'hmmcheck-bench-'))
  try {
    const sides = entered
      .filter(({ has }) => has?.(measured) ?? true)
      .map((competitor) => {
        say(`${name}: preparing ${competitor.name}`)
        const directory = mkdtempSync(join(root, 'one-'))
        return { competitor, run: competitor.prepare({ name, quick, measured, directory }), runs: [] as Run[] }
      })
    const leftOut = new Set<Competitor>()
    for (let round = 1; round <= rounds; round++)
      for (const { competitor, run, runs } of sides.filter(({ competitor }) => !leftOut.has(competitor))) {
        say(`${name}: round ${round} of ${rounds}, ${competitor.name}`)
        try {
          runs.push(await run())
        } catch (error) {
          if (competitor === entered[0]) throw error
          say(`${name}: ${competitor.name} is left out: ${error instanceof Error ? error.message : error}`)
          process.exitCode = 1
          leftOut.add(competitor)
        }
      }
    const ended = sides.filter(({ competitor }) => !leftOut.has(competitor))
    return reportCase(name, measured.size, ended)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const again = (value: string, earlier: readonly string[]) => [...earlier, value]
const command = new Command('bench')
  .description('Measures the checker and others on the same models, in turn.')
  .option('--rounds <count>', 'runs per competitor and model; the table shows medians', positive, 3)
  .addOption(new Option('--only <model>', 'one model instead of all').choices([...caseNames]))
  .option(
    '--with <competitor>',
    `one of: ${competitors.map(({ name }) => name).join('; ')}; may be repeated`,
    again,
    [],
  )
  .option('--quick', 'small sizes: a look at whether everything works, not a measurement', false)
  .option('--json', 'one JSON document on standard output', false)
  .parse()
const options = command.opts<{ rounds: number; only?: CaseName; with: string[]; quick: boolean; json: boolean }>()
const { rounds, only, quick, json } = options

const unknown = options.with.find((wanted) => competitors.every(({ name }) => name !== wanted))
if (unknown !== undefined) command.error(`error: nobody is named "${unknown}"; see --help`)
const entered = competitors.filter(({ name, missing }) => {
  if (options.with.length > 0 && !options.with.includes(name)) return false
  const lacking = missing()
  if (lacking !== undefined) say(`${lacking}: ${name} is not measured`)
  return lacking === undefined
})
const reports: CaseReport[] = []
for (const name of only === undefined ? caseNames : [only])
  reports.push(await runCase(name, entered, { quick, rounds }))
if (json) {
  const machine = { processor: cpus()[0]?.model, processors: cpus().length, node: process.version }
  console.log(JSON.stringify({ machine, rounds, quick, cases: reports }, null, 2))
} else console.log(table(reports))
