/** Writes what is computed: expectations, counterexamples, JSON Schemas, README's generated parts. Review the diff. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatProgressOfAll, progressLine } from '../cli/progress.ts'
import { generate } from './generate.ts'

const root = new URL('../../', import.meta.url)
const progress = progressLine()
const onProgress = (now: Parameters<typeof formatProgressOfAll>[0]) => progress.show(formatProgressOfAll(now))
const generated = await generate(root, { onProgress }).finally(() => progress.clear())
for (const [path, content] of generated) {
  const file = fileURLToPath(new URL(path, root))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
