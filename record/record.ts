/** `npm run record`: writes what is computed (expectations, counterexamples, JSON Schemas, generated parts of pages). */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { isAmong } from '../cli/choice.ts'
import { again } from '../cli/choice-options.ts'
import { complainShortly } from '../cli/command-line.ts'
import { formatProgressOfAll, progressLine } from '../cli/progress.ts'
import { runProgram } from '../cli/run.ts'
import { generate } from './generate.ts'

const root = new URL('../../', import.meta.url)

interface Options {
  readonly check?: boolean
  readonly quick?: boolean
  readonly only?: readonly string[]
}

async function record({ check = false, quick = false, only }: Options): Promise<void> {
  const progress = progressLine()
  const onProgress = (now: Parameters<typeof formatProgressOfAll>[0]) => progress.show(formatProgressOfAll(now))
  const options = { quick, onProgress, ...(only === undefined ? {} : { only: isAmong(only) }) }
  const generated = await generate(root, options).finally(() => progress.clear())
  for (const [path, content] of generated) {
    const file = fileURLToPath(new URL(path, root))
    if (check) {
      if ((await readFile(file, 'utf8').catch(() => '')) === content) continue
      console.error(`${path} is not what is computed; if the change is meant: npm run record`)
      process.exitCode = 1
      continue
    }
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

const program = new Command('record')
  .usage('[options]')
  .description(
    'Writes everything that is computed from the model, for you to review the diff. All of it takes minutes.',
  )
  .option('--check', 'write nothing: name the files that differ, and end with 1 if there are any')
  .addOption(
    new Option('--quick', 'compute only what takes a minute, as the tests do; the rest is as recorded').conflicts(
      'only',
    ),
  )
  .option(
    '--only <scenario>',
    'compute only the rows and races of this scenario, and what they add to the coverage; the rest is as recorded; may be repeated',
    again,
  )
  .allowExcessArguments(false)
  .exitOverride()
  .action(record)

process.exitCode = await runProgram(complainShortly(program, 'npm run record -- --help'), process.argv.slice(2))
