/** Runs other people's tools. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What another tool says of a network. */
export interface Opinion {
  /** What it reports first; nothing if nothing is broken. */
  readonly broken: string | undefined
  /** Of the whole network, whatever is broken. */
  readonly states: number
  /** Where something is broken, not every tool can count these. */
  readonly transitions: number | undefined
}

/** @param mayFail whether an exit code that is not 0 is an answer, too @returns what the program prints */
export async function run(program: string, given: readonly string[], cwd: string, mayFail = false): Promise<string> {
  try {
    return (await promisify(execFile)(program, given, { cwd, maxBuffer: 1 << 28 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '', code } = error as { stdout?: string; stderr?: string; code?: number | string }
    if (mayFail && typeof code === 'number') return stdout
    throw new Error(`${program} ${given.join(' ')} fails: ${stderr || stdout || String(error)}`)
  }
}

/** The first group of what matches. @throws Error with the whole output if nothing does. */
export function find(pattern: RegExp, output: string): string {
  const found = pattern.exec(output)?.[1]
  if (found === undefined) throw new Error(`no ${pattern} in:\n${output}`)
  return found
}
