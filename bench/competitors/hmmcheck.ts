/** The checker, each run in a process of its own. */
import { fileURLToPath } from 'node:url'
import { measure } from '../measure.ts'
import type { Competitor, Counts } from './competitor.ts'

const program = fileURLToPath(new URL('../search.js', import.meta.url))

const searching = (name: string, options: readonly string[]): Competitor => ({
  name,
  visitsAll: true,
  missing: () => undefined,
  prepare:
    ({ name, quick, directory }) =>
    async () => {
      const given = [program, name, quick ? 'quick' : 'full', ...options]
      const { seconds, peakBytes, output } = await measure(process.execPath, given, directory)
      const counts: Counts = JSON.parse(output)
      return { seconds, peakBytes, ...counts }
    },
})

export const alone = searching('hmmcheck', ['1'])
export const inPairs = searching('hmmcheck, 2 workers', ['2'])
export const withoutParents = searching('hmmcheck, no parents', ['1', 'no-parents'])
