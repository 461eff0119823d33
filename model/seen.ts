/** What all searches of the matrix together saw of a machine; recorded in ./coverage.ts. */
import type { Held } from './locks.ts'

export interface Seen {
  /** How many transitions the machine has, in all the ways in which it is built. */
  readonly transitions: number
  /** Those that no search fired, as `hmmcheck coverage` writes them. */
  readonly unfired: readonly string[]
  /** Which locks its threads hold, by the path of each state in which one was ever seen. */
  readonly held: { readonly [state: string]: Held }
}
