/**
 * `npm run bench`: the checker and SPIN on the same models, in turn, each run in a process of its own.
 *
 * Both sides look for deadlocks and nothing else (we also for illegal events), keep exact states, and use one thread.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type Case, type CaseName, caseNames, caseOf } from './cases.ts'
import { measure } from './measure.ts'
import { type CaseReport, type Run, reportCase, table } from './report.ts'
import { buildVerifier, missingPrograms, runVerifier } from './spin.ts'

const here = dirname(fileURLToPath(import.meta.url))

/** Compiled files are in `dist`; the Promela models stay where they are in the package. */
function packageRoot(): string {
  let folder = here
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.')
  return value
}

const say = (text: string) => process.stderr.write(`${text}\n`)

async function runOurs(name: CaseName, quick: boolean): Promise<Run> {
  const { seconds, peakBytes, output } = await measure(
    process.execPath,
    [join(here, 'ours.js'), name, quick ? 'quick' : 'full'],
    here,
  )
  const counts: Omit<Run, 'seconds' | 'peakBytes'> = JSON.parse(output)
  return { seconds, peakBytes, ...counts }
}

async function runCase(
  name: CaseName,
  options: { quick: boolean; rounds: number; spin: boolean },
): Promise<CaseReport> {
  const measured: Case = caseOf(name, options.quick)
  const directory = mkdtempSync(join(tmpdir(), 'hmmcheck-bench-'))
  const ours: Run[] = []
  const spin: Run[] = []
  try {
    if (options.spin) {
      say(`${name}: building SPIN's verifier`)
      buildVerifier(measured, join(packageRoot(), 'bench', 'spin'), directory)
    }
    for (let round = 1; round <= options.rounds; round++) {
      say(`${name}: round ${round} of ${options.rounds}`)
      ours.push(await runOurs(name, options.quick))
      if (options.spin) spin.push(await runVerifier(measured, directory))
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
  return reportCase(name, measured.size, ours, spin)
}

const command = new Command('bench')
  .description('Measures the checker and SPIN on the same models, in turn.')
  .option('--rounds <count>', 'runs per side and model; the table shows medians', positive, 3)
  .addOption(new Option('--only <model>', 'one model instead of all').choices([...caseNames]))
  .option('--quick', 'small sizes: a look at whether everything works, not a measurement', false)
  .option('--json', 'one JSON document on standard output', false)
  .parse()
const { rounds, only, quick, json } = command.opts<{ rounds: number; only?: CaseName; quick: boolean; json: boolean }>()

const missing = missingPrograms()
if (missing !== undefined) say(`${missing}: measuring hmmcheck alone`)
const reports: CaseReport[] = []
for (const name of only === undefined ? caseNames : [only])
  reports.push(await runCase(name, { quick, rounds, spin: missing === undefined }))
if (json) {
  const machine = { processor: cpus()[0]?.model, processors: cpus().length, node: process.version }
  console.log(JSON.stringify({ machine, rounds, quick, cases: reports }, null, 2))
} else console.log(table(reports))
