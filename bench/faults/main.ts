/**
 * `npm run faults`: puts each deliberate fault into a copy of the checker, runs the tests, and lists the faults that no test
 * notices. Exit code: 0 if there is none, 1 otherwise. Not part of `npm test`: it takes half an hour.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Fault, putInto } from './fault.ts'
import { allFaults } from './index.ts'

/** Milliseconds after which a run hangs. */
const LONG = 300_000

const root = fileURLToPath(new URL('../../../', import.meta.url))
const wanted = process.argv.slice(2)
const faults = allFaults.filter(
  ({ name, file }) => wanted.length === 0 || wanted.some((word) => name.includes(word) || file.includes(word)),
)

const copy = mkdtempSync(join(tmpdir(), 'hmmcheck-faults-'))
try {
  const left = new Set(['node_modules', '.git', 'dist'].map((name) => join(root, name)))
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(path) })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const survivors: Fault[] = []
  for (const fault of faults) if (!(await isNoticed(fault))) survivors.push(fault)
  console.log(`${faults.length - survivors.length} of ${faults.length} faults are noticed`)
  for (const { name, file } of survivors) console.log(`survives: ${name} (${file})`)
  process.exitCode = survivors.length === 0 ? 0 : 1
} finally {
  rmSync(copy, { recursive: true })
}

async function isNoticed(fault: Fault): Promise<boolean> {
  const { name, file, tests } = fault
  const path = join(copy, file)
  const source = readFileSync(path, 'utf8')
  writeFileSync(path, putInto(source, fault))
  try {
    const built = await run('npm', ['run', 'build', '--silent'])
    if (built !== 0) throw new Error(`${file}: with "${name}" it does not compile`)
    const fails = async (some: readonly string[]) => (await run('npx', ['vitest', 'run', '--bail', '1', ...some])) !== 0
    const noticed = (await fails(tests)) ? tests : (await fails(['test/checker'])) ? [] : undefined
    console.log(`${noticed === undefined ? 'SURVIVES' : 'noticed '}  ${name}${noticed === tests ? '' : '  (late)'}`)
    return noticed !== undefined
  } finally {
    writeFileSync(path, source)
  }
}

/** The exit code; a run that hangs is ended, with all that it has started, which is a way of noticing. */
function run(command: string, words: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: copy, stdio: 'ignore', detached: true })
    const timer = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), LONG)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve(code)
    })
  })
}
