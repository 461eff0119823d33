import type { Competitor } from './competitor.ts'
import { alone, inPairs, withoutParents } from './hmmcheck.ts'
import { automaton, collapsed, exact, reduced } from './spin.ts'

/** Everyone who is measured, in the order of the table. The first is whom the others are compared with. */
export const competitors: readonly [Competitor, ...Competitor[]] = [
  alone,
  withoutParents,
  inPairs,
  exact,
  collapsed,
  automaton,
  reduced,
]
