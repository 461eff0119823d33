/**
 * SPIN's verifier on the Promela twins.
 *
 * SAFETY leaves out what only liveness needs. NOREDUCE makes it visit every state, as we do, so that counts can be
 * compared; COLLAPSE and MA store them in other ways, exactly all the same. Tried and left out: NOBOUNDCHECK and
 * `-march=native` (no difference), NOCOMP (a tenth faster on two-phase commit for 15 % more memory, no faster on mini).
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Case } from '../cases.ts'
import { spinNeeds } from '../cross-check/spin.ts'
import { exportTo } from '../export-to.ts'
import { measure } from '../measure.ts'
import { missing } from '../missing.ts'
import type { Competitor } from './competitor.ts'

const common = ['-w', '-DSAFETY', '-DMEMLIM=18000']

/** Compiled files are in `dist`; the Promela models stay where they are in the package. */
function models(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return join(folder, 'bench', 'spin')
}

/** How it is asked: whether every state is visited, and whether it is measured on what is exported, too. */
interface Way {
  readonly visitsAll?: boolean
  readonly searchesExports?: boolean
}

const built = (
  name: string,
  flags: (measured: Case) => readonly string[],
  { visitsAll = true, searchesExports = false }: Way = {},
): Competitor => ({
  name,
  visitsAll,
  missing: () => missing(spinNeeds),
  has: ({ promela }) => promela !== undefined || searchesExports,
  prepare: ({ measured, directory }) => {
    const { promela, defines, panOptions, spinCountsMore } = measured
    const model =
      promela === undefined ? exportTo('promela', measured, directory, 'model.pml') : join(models(), promela)
    execFileSync('spin', ['-a', ...defines, model], { cwd: directory, stdio: 'pipe' })
    // what is exported is one function of many thousand lines, which takes minutes to optimise further
    const effort = promela === undefined ? '-O1' : '-O3'
    execFileSync('gcc', [effort, ...common, ...flags(measured), '-o', 'pan', 'pan.c'], {
      cwd: directory,
      stdio: 'pipe',
    })
    return async () => {
      const { seconds, peakBytes, output } = await measure(join(directory, 'pan'), panOptions, directory)
      if (!/errors: 0$/m.test(output) || /search depth too small|max search depth|out of memory/i.test(output))
        throw new Error(`SPIN did not finish its search:\n${output}`)
      const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1])
      const states = number(/(\S+) states, stored/)
      const megabytes = number(/(\S+)\s+total actual memory usage/)
      return {
        seconds,
        peakBytes,
        searchBytesPerState: (megabytes * 2 ** 20) / states,
        states: states - spinCountsMore.states,
        transitions: number(/(\S+) transitions \(=/) - spinCountsMore.transitions,
      }
    }
  },
})

export const exact = built('SPIN', () => ['-DNOREDUCE'], { searchesExports: true })
export const collapsed = built('SPIN, COLLAPSE', () => ['-DNOREDUCE', '-DCOLLAPSE'])
export const automaton = built('SPIN, MA', ({ vectorBytes }) => ['-DNOREDUCE', `-DMA=${vectorBytes}`])
export const reduced = built('SPIN, partial order', () => [], { visitsAll: false })
