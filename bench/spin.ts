/** Builds and runs SPIN's verifier: exact states, no partial-order reduction. */
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Case } from './cases.ts'
import { type Measured, measure } from './measure.ts'

/**
 * SAFETY leaves out what only liveness needs. NOREDUCE makes SPIN visit every state, as we do: counts can be compared.
 * Tried and left out: COLLAPSE (up to twice the time, little or no memory saved), NOBOUNDCHECK and `-march=native` (no
 * difference), NOCOMP (a tenth faster on two-phase commit for 15 % more memory, no faster on mini).
 */
const flags = ['-O3', '-w', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=18000']

export interface Counts {
  readonly states: number
  readonly transitions: number
  readonly searchBytesPerState: number
}

/** The programs that are missing, in words; undefined if SPIN can be built. */
export function missingPrograms(): string | undefined {
  const missing = ['spin', 'gcc'].filter((program) => spawnSync(program, ['--version']).error !== undefined)
  return missing.length === 0 ? undefined : `${missing.join(' and ')} not found`
}

/** Compiles the verifier for a case into `directory`. */
export function buildVerifier({ promela, defines }: Case, modelFolder: string, directory: string): void {
  execFileSync('spin', ['-a', ...defines, join(modelFolder, promela)], { cwd: directory, stdio: 'pipe' })
  execFileSync('gcc', [...flags, '-o', 'pan', 'pan.c'], { cwd: directory, stdio: 'pipe' })
}

export async function runVerifier({ panOptions, spinCountsMore }: Case, directory: string): Promise<Measured & Counts> {
  const measured = await measure(join(directory, 'pan'), panOptions, directory)
  const { output } = measured
  if (!/errors: 0$/m.test(output) || /search depth too small|max search depth|out of memory/i.test(output))
    throw new Error(`SPIN did not finish its search:\n${output}`)
  const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1])
  const states = number(/(\S+) states, stored/)
  const megabytes = number(/(\S+)\s+total actual memory usage/)
  return {
    ...measured,
    searchBytesPerState: (megabytes * 2 ** 20) / states,
    states: states - spinCountsMore.states,
    transitions: number(/(\S+) transitions \(=/) - spinCountsMore.transitions,
  }
}
