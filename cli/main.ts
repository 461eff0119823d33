#!/usr/bin/env node
/**
 * The program. Every command prints its result on standard output and progress on standard error.
 *
 * Bad input ends with exit code 2 and one line on standard error. `HMMCHECK_DEBUG=1` adds the stack of internal errors.
 */
import { readFileSync } from 'node:fs'
import { endQuietlyOnClosedPipe } from './output.ts'
import { run } from './run.ts'

/** As `dist/cli/main.js` sees it. */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}

endQuietlyOnClosedPipe()
process.exitCode = await run(process.argv.slice(2), version())
