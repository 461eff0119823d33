/** Runs the command line: as a user does, from what was built before the tests, or in the test's own process. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../cli/run.ts'

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

/** The same without a process of its own, which takes longer to start than most commands to run. */
export async function hmmcheckHere(...given: string[]): Promise<Ended> {
  const { stdout, stderr } = process
  const printed = captured(stdout)
  const complained = captured(stderr)
  try {
    const code = await run(given, '0.0.0')
    return { code, out: printed.text(), err: complained.text() }
  } finally {
    printed.release()
    complained.release()
    process.exitCode = undefined
  }
}

/** Keeps what is written to a stream. */
function captured(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const { write } = stream
  let text = ''
  stream.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    return true
  }
  return {
    text: () => text,
    release: () => {
      stream.write = write
    },
  }
}

/** A process with something that every thread of the program imports first. */
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
