/** Writes what is computed: expectations, counterexamples, JSON Schemas, README's generated parts. Review the diff. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate } from './generate.ts'

const root = new URL('../../', import.meta.url)
for (const [path, content] of await generate(root)) {
  const file = fileURLToPath(new URL(path, root))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
