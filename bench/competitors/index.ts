import type { Competitor } from './competitor.ts'
import { alone, inPairs, withoutParents } from './hmmcheck.ts'
import { rumur } from './rumur.ts'
import { automaton, collapsed, exact, reduced } from './spin.ts'
import { tlc } from './tlc.ts'

/** Everyone who is measured, in the order of the table. The first is whom the others are compared with. */
export const competitors: readonly [Competitor, ...Competitor[]] = [
  alone,
  withoutParents,
  inPairs,
  exact,
  collapsed,
  automaton,
  reduced,
  rumur,
  tlc,
]
