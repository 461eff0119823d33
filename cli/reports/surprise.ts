/** What differs between a result and what was recorded for it. */
import type { Result } from '../../checker/index.ts'
import type { Expectation } from '../../model/index.ts'
import { showCount } from '../numbers.ts'

type Found = Pick<Result, 'verdict' | 'reason' | 'violated' | 'states' | 'transitions' | 'depth'>

/** A few words on each difference, or `undefined` if the result is the expected one. */
export function surprise(result: Found, expected: Expectation | undefined): string | undefined {
  const got = verdictOf(result)
  if (expected === undefined) return `${got}; no verdict is recorded yet`
  const wanted = expected.property === undefined ? expected.verdict : `${expected.verdict} (${expected.property})`
  const reason = result.reason === undefined ? '' : ` (${result.reason})`
  if (got !== wanted) return `expected ${wanted}, got ${got}${reason}`
  const differences = (['states', 'transitions', 'depth'] as const)
    .filter((field) => result[field] !== expected[field])
    .map((field) => `${showCount(result[field])} ${field}, expected ${showCount(expected[field])}`)
  return differences.length === 0 ? undefined : differences.join('; ')
}

export const verdictOf = ({ verdict, violated }: Pick<Found, 'verdict' | 'violated'>): string =>
  violated === undefined ? verdict : `${verdict} (${violated.property})`
