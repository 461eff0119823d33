/**
 * Writes the generated parts of docs/conform.md and docs/reality.md: what the logs of a real kernel come to. It takes minutes
 * and depends on nothing but the model and the logs, so that it is apart from what `npm run record` writes. Of its parts,
 * `logs`, `damage` and `models`, those that are named are written; all without a name.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fillBlocks } from '../blocks.ts'
import { readLogs } from './logs.ts'
import { holdLogs, realityNever, realitySeen, realitySummary } from './reality.ts'
import { damageTable, ignoredTable, logTable, survivorTable, wrongModelTable } from './tables.ts'
import { tryDamages } from './try-damage.ts'

const root = new URL('../../../', import.meta.url)
const logs = await readLogs(root)
const parts: Readonly<Record<string, () => Promise<ReadonlyMap<string, string>>>> = { logs: ofLogs, damage, models }

async function ofLogs(): Promise<ReadonlyMap<string, string>> {
  const { held, seen } = await holdLogs(logs)
  return new Map([
    ['conform logs', logTable(held)],
    ['conform ignored', ignoredTable(held)],
    ['reality summary', realitySummary(seen)],
    ['reality seen', realitySeen(seen)],
    ['reality never', realityNever(seen)],
  ])
}

async function damage(): Promise<ReadonlyMap<string, string>> {
  const tried = await tryDamages(logs, 50)
  return new Map([
    ['conform damage', damageTable(tried)],
    ['conform survivors', survivorTable(tried)],
  ])
}

async function models(): Promise<ReadonlyMap<string, string>> {
  // enough of each log to tell of everything once
  const whole = logs.filter(({ name }) => !name.startsWith('seed'))
  const short = whole.map(({ name, lines }) => ({ name, lines: lines.slice(0, 1200) }))
  return new Map([['conform wrong models', await wrongModelTable(short)]])
}

const asked = process.argv.slice(2)
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const blocks = await part()
  for (const page of ['docs/conform.md', 'docs/reality.md']) {
    const file = new URL(page, root)
    await writeFile(file, fillBlocks(page, await readFile(file, 'utf8'), blocks, { keepsOthers: true }))
  }
}
