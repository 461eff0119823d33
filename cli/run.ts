/** Runs one command line and says how it ended. Bad input is one line on standard error, never a stack trace. */
import { type Command, CommanderError } from 'commander'
import { ModelError } from '../checker/index.ts'
import { commandLine } from './command-line.ts'
import { complain } from './output.ts'

/**
 * @param given the words after the program's name
 * @param version what `--version` prints
 * @returns the exit code
 */
export const run = (given: readonly string[], version: string): Promise<number> =>
  runProgram(commandLine(version), given)

export async function runProgram(program: Command, given: readonly string[]): Promise<number> {
  process.exitCode = 0
  try {
    await program.parseAsync(given, { from: 'user' })
    return process.exitCode
  } catch (error) {
    return report(error)
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ModelError) complain(error.message)
  else {
    complain(`internal error: ${error instanceof Error ? error.message : String(error)} (HMMCHECK_DEBUG=1 shows where)`)
    if (process.env.HMMCHECK_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  }
  return 2
}
