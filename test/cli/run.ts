/** Runs the built command line as a user does. It is built before the tests. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export function hmmcheck(...given: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...given], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { code: status, out: stdout, err: stderr }
}

/** The same with something that every thread of the program imports first. */
export function hmmcheckAfter(imported: string, ...given: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', imported, main, ...given], {
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

/** Starts it, and ends it with `signal` as soon as the search has had `milliseconds`. */
export function interrupted(signal: 'SIGINT' | 'SIGTERM', milliseconds: number, ...given: string[]): Promise<Ended> {
  return started(given, (child) => setTimeout(() => child.kill(signal), milliseconds))
}

/** Starts it, and closes its standard output at once, as `| head` does. */
export function unread(...given: string[]): Promise<Ended> {
  return started(given, (child) => child.stdout?.destroy())
}

function started(given: readonly string[], then: (child: ReturnType<typeof spawn>) => void): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...given])
    const read = { out: '', err: '' }
    child.stdout.on('data', (data) => {
      read.out += data
    })
    child.stderr.on('data', (data) => {
      read.err += data
    })
    child.on('close', (code) => resolve({ code, ...read }))
    then(child)
  })
}

const folder = mkdtempSync(join(tmpdir(), 'hmmcheck-'))

/** The path of a file in a fresh folder; with `text`, the file exists. */
export function file(name: string, text?: string): string {
  const path = join(folder, name)
  if (text !== undefined) writeFileSync(path, text)
  return path
}
