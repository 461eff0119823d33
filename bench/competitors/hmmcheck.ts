/** The checker, each run in a process of its own. */
import { fileURLToPath } from 'node:url'
import { measure } from '../measure.ts'
import type { Competitor, Counts } from './competitor.ts'

const program = fileURLToPath(new URL('../search.js', import.meta.url))

/** Lets glibc ask for huge pages, so that look-ups miss the TLB less. Other C libraries ignore it. */
const hugePages = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' }

const searching = (
  name: string,
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Competitor => ({
  name,
  visitsAll: true,
  missing: () => undefined,
  prepare:
    ({ name, quick, directory }) =>
    async () => {
      const given = [program, name, quick ? 'quick' : 'full', ...options]
      const { seconds, peakBytes, output } = await measure(process.execPath, given, directory, environment)
      const counts: Counts = JSON.parse(output)
      return { seconds, peakBytes, ...counts }
    },
})

export const alone = searching('hmmcheck', ['1'])
export const inPairs = searching('hmmcheck, 2 workers', ['2'])
export const inHugePages = searching('hmmcheck, 2 workers, huge pages', ['2'], hugePages)
export const withoutParents = searching('hmmcheck, no parents', ['1', 'no-parents'])
