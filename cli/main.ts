#!/usr/bin/env node
/**
 * The program. Every command prints its result on standard output and progress on standard error.
 *
 * Bad input ends with exit code 2 and one line on standard error. `HMMCHECK_DEBUG=1` adds the stack of internal errors.
 */
import { readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { ModelError } from '../checker/index.ts'
import { commandLine } from './command-line.ts'
import { complain, endQuietlyOnClosedPipe } from './output.ts'

/** As `dist/cli/main.js` sees it. */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}

/** @returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ModelError) complain(error.message)
  else {
    complain(`internal error: ${error instanceof Error ? error.message : String(error)} (HMMCHECK_DEBUG=1 shows where)`)
    if (process.env.HMMCHECK_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  }
  return 2
}

endQuietlyOnClosedPipe()
try {
  await commandLine(version()).parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
