/**
 * Writes the generated parts of docs/conform.md and docs/reality.md: what the logs of a real kernel come to. It takes minutes
 * and depends on nothing but the model and the logs, so that it is apart from what `npm run record` writes.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fillBlocks } from '../blocks.ts'
import { readLogs } from './logs.ts'
import { holdLogs, realityNever, realitySeen, realitySummary } from './reality.ts'
import { damageTable, ignoredTable, logTable, survivorTable, wrongModelTable } from './tables.ts'
import { tryDamages } from './try-damage.ts'

const root = new URL('../../../', import.meta.url)
const logs = await readLogs(root)
const { held, seen } = await holdLogs(logs)
const tried = await tryDamages(logs, 50)
// enough for each log to tell of everything once
const short = logs
  .filter(({ name }) => !name.startsWith('seed'))
  .map(({ name, lines }) => ({ name, lines: lines.slice(0, 1200) }))
const blocks = new Map([
  ['conform logs', logTable(held)],
  ['conform ignored', ignoredTable(held)],
  ['conform damage', damageTable(tried)],
  ['conform survivors', survivorTable(tried)],
  ['conform wrong models', await wrongModelTable(short)],
  ['reality summary', realitySummary(seen)],
  ['reality seen', realitySeen(seen)],
  ['reality never', realityNever(seen)],
])
for (const page of ['docs/conform.md', 'docs/reality.md']) {
  const file = new URL(page, root)
  await writeFile(file, fillBlocks(page, await readFile(file, 'utf8'), blocks, { keepsOthers: true }))
}
