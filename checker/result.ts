/** What a check answers. */
import type { Advice } from './partial/advice.ts'
import type { Expected } from './partial/growth.ts'
import type { Trace, Violation } from './trace/trace.ts'

export type Verdict = 'holds' | 'violated' | 'incomplete'

/** How often one transition of one part's machine fired during the search. */
export interface TransitionCoverage {
  readonly part: string
  /** The machine's id: the same for all parts that run it. */
  readonly machine: string
  /** `STATE on EVENT [GUARD]`: the same whenever the machine is built. */
  readonly transition: string
  /** Path of the state that the transition belongs to; empty for the root. */
  readonly state: string
  /** The event's type; `always` for an eventless transition, `done` for that of a finished state. */
  readonly event: string
  /** The guard's name, where the transition has one. */
  readonly guard?: string
  readonly description?: string
  readonly fired: number
}

export interface Progress {
  readonly states: number
  readonly transitions: number
  /** States found and not yet expanded. */
  readonly queue: number
  readonly depth: number
  readonly seconds: number
  readonly bytesPerState: number
  /** A guess of how many states there are in all, by how the search has grown; nothing while there is no end in sight. */
  readonly expected?: Expected
}

export interface Result {
  readonly verdict: Verdict
  /** Only for `incomplete`: the limit that was hit, or the interrupt. */
  readonly reason?: string
  /** Only for `violated`. */
  readonly violated?: Violation
  /** Distinct states stored. */
  readonly states: number
  /** Steps taken: pairs of a state and an enabled event. */
  readonly transitions: number
  /** Steps from the initial state to the farthest state that was found; a counterexample's length if violated. */
  readonly depth: number
  readonly seconds: number
  /** Bytes of search memory (vectors, index, parents, tables) per stored state. */
  readonly bytesPerState: number
  /** How many threads searched: one unless more were asked for and the search was large. */
  readonly workers: number
  /** Local situations learned from XState; everything else was a table look-up. */
  readonly learned: number
  readonly witnesses: readonly { readonly name: string; readonly reached: boolean }[]
  /**
   * What fired on the way: on every reachable step if the search `holds`, and otherwise only as far as it came. Asked
   * nothing (no properties, no structural ones), every search that ends holds.
   */
  readonly coverage: readonly TransitionCoverage[]
  /** What `observations` answered in the states that were found: each answer once, sorted. */
  readonly observed: readonly { readonly name: string; readonly answers: readonly string[] }[]
  /** What was left out of the search because it cannot change the verdict: `symmetry`, `partial order`. */
  readonly reductions: readonly string[]
  /** Only where something is asked of whole runs: what was assumed of the scheduler, for each such property. */
  readonly assumed?: readonly { readonly property: string; readonly fairness: readonly string[] }[]
  /** Only where a limit ended the search: a guess of how many states there are in all, if there is one. */
  readonly expected?: Expected
  /** Only where a limit ended the search: what would make it smaller, the most effective first. */
  readonly advice?: readonly Advice[]
  /** What a reader must know about this run before quoting it. */
  readonly warnings: readonly string[]
  /** The counterexample, where the violation has one. */
  readonly trace?: Trace
}
