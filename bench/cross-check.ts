/**
 * `node dist/bench/cross-check.js`: SPIN and Rumur on exported networks. Ends with 1 unless each tool counts our states
 * and steps and comes to our verdict, and breaks nothing that does not break here, too.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, type ExportFormat, exportNetwork, structural } from '../checker/index.ts'
import { type CrossCase, crossCases } from './cross-check/cases.ts'
import { askRumur, rumurNeeds } from './cross-check/rumur.ts'
import type { Opinion } from './cross-check/run-tool.ts'
import { askSpin, spinNeeds } from './cross-check/spin.ts'
import { missing } from './missing.ts'

interface Row {
  readonly name: string
  readonly states: number
  readonly transitions: number
  readonly verdict: string
  readonly opinions: readonly { readonly tool: string; readonly opinion: Opinion }[]
  readonly faults: readonly string[]
}

async function crossCheck({ name, build }: CrossCase, tools: { spin: boolean; rumur: boolean }): Promise<Row> {
  const { network, properties } = safetyOf(build)
  const directory = mkdtempSync(join(tmpdir(), 'hmmcheck-cross-'))
  const write = async (format: ExportFormat, statesOnly: boolean) => {
    const written = await exportNetwork(network, { properties }, format, { title: name, name: 'network', statesOnly })
    if (typeof written === 'string') throw new Error(`${name}: ${written}`)
    const file = join(directory, `${statesOnly ? 'bare' : 'model'}.${format}`)
    writeFileSync(file, [...written.lines].join('\n').concat('\n'))
    return { file, ...written }
  }
  const folder = (tool: string) => {
    mkdirSync(join(directory, tool))
    return join(directory, tool)
  }
  try {
    const promela = await write('promela', false)
    const { states, transitions } = promela
    const { verdict, violated } = await check(network, { properties })
    const opinions = [
      ...(tools.spin ? [{ tool: 'SPIN', opinion: await askSpin(promela.file, states, folder('spin')) }] : []),
      ...(tools.rumur
        ? [
            {
              tool: 'Rumur',
              opinion: await askRumur(
                (await write('murphi', false)).file,
                (await write('murphi', true)).file,
                folder('rumur'),
              ),
            },
          ]
        : []),
    ]
    const faults: string[] = []
    for (const { tool, opinion } of opinions) {
      if (opinion.states !== states) faults.push(`${tool} counts ${opinion.states} states`)
      if ((opinion.transitions ?? transitions) !== transitions)
        faults.push(`${tool} counts ${opinion.transitions} steps`)
      if ((opinion.broken === undefined) !== (verdict === 'holds')) faults.push(`${tool} says ${shown(opinion)}`)
      if (opinion.broken !== undefined && !(await breaksHere(build, opinion.broken)))
        faults.push(`${tool} says ${shown(opinion)}, which does not break here`)
    }
    return { name, states, transitions, verdict: violated?.property ?? verdict, opinions, faults }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** No tool is given properties of whole runs. */
function safetyOf(build: CrossCase['build']) {
  const { network, properties } = build()
  return { network, properties: properties.filter(({ kind }) => kind !== 'liveness') }
}

/** Whether the property that another tool reports breaks here, too, if it is asked alone. */
async function breaksHere(build: CrossCase['build'], reported: string): Promise<boolean> {
  const { network, properties } = safetyOf(build)
  const isReported = (name: string) => words(reported).includes(words(name))
  const deadlock = /invalid end state|deadlock/i.test(reported)
  const question = {
    properties: properties.filter(({ name }) => isReported(name)),
    structural: (Object.keys(structural) as (keyof typeof structural)[]).filter(
      (name) => isReported(name) || (deadlock && name === 'no-deadlock'),
    ),
  }
  return (await check(network, question)).verdict === 'violated'
}

/** Other tools do not know every character of a name. */
const words = (name: string): string => ` ${name.replaceAll(/[^A-Za-z0-9]+/g, ' ').trim()} `

const shown = ({ broken }: Opinion): string => broken ?? 'holds'

const absent = { spin: missing(spinNeeds), rumur: missing(rumurNeeds) }
for (const [tool, lacking] of Object.entries(absent))
  if (lacking !== undefined) console.error(`${tool} is left out: ${lacking}`)
const tools = { spin: absent.spin === undefined, rumur: absent.rumur === undefined }
if (!tools.spin && !tools.rumur) process.exit(0)
const wanted = process.argv.slice(2)
const cases = crossCases.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
let faults = 0
for (const one of cases) {
  const started = performance.now()
  const row = await crossCheck(one, tools)
  faults += row.faults.length
  const said = row.opinions.map(({ tool, opinion }) => `${tool}: ${opinion.states} states, ${shown(opinion)}`)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    [`${row.name}: ${row.states} states, ${row.transitions} steps, ${row.verdict}`, ...said, `${seconds} s`].join('; '),
  )
  for (const fault of row.faults) console.log(`  DIFFERS: ${fault}`)
}
console.log(faults === 0 ? `${cases.length} cases: no difference` : `${faults} differences`)
process.exitCode = faults === 0 ? 0 : 1
