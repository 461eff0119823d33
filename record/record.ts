/**
 * Writes what is computed: expectations, counterexamples, JSON Schemas, generated parts of pages. Review the diff. With
 * `--check` nothing is written: names the files that differ, and ends with 1 if there are any. With `--quick` only what takes
 * a minute is computed, as in the tests; everything else is as recorded.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatProgressOfAll, progressLine } from '../cli/progress.ts'
import { generate } from './generate.ts'

const root = new URL('../../', import.meta.url)
const checks = process.argv.includes('--check')
const progress = progressLine()
const onProgress = (now: Parameters<typeof formatProgressOfAll>[0]) => progress.show(formatProgressOfAll(now))
const quick = process.argv.includes('--quick')
const generated = await generate(root, { quick, onProgress }).finally(() => progress.clear())
for (const [path, content] of generated) {
  const file = fileURLToPath(new URL(path, root))
  if (checks) {
    if ((await readFile(file, 'utf8').catch(() => '')) === content) continue
    console.error(`${path} is not what is computed; if the change is meant: npm run record`)
    process.exitCode = 1
    continue
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
