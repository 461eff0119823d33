/** Whoever is measured: the checker itself, in its ways to search, and others on the same models. One file for each. */
import type { Case, CaseName } from '../cases.ts'
import type { Measured } from '../measure.ts'

/** What a run counted, in the checker's way to count. */
export interface Counts {
  readonly states: number
  readonly transitions: number
  /** What the search itself says that it holds: states, index, and parents or stack; nothing if it does not say. */
  readonly searchBytesPerState: number | undefined
}

export type Run = Omit<Measured, 'output'> & Counts

export interface Task {
  readonly name: CaseName
  readonly quick: boolean
  readonly measured: Case
  /** Of its own, to build in. */
  readonly directory: string
}

export interface Competitor {
  /** As the table has it. */
  readonly name: string
  /** Whether it visits every state, so that its counts must be the checker's. */
  readonly visitsAll: boolean
  /** What it lacks on this machine, in words; nothing if it can be run. */
  readonly missing: () => string | undefined
  /** Whether it has the model; all have where nothing is said. */
  readonly has?: (measured: Case) => boolean
  /** Builds what is then run once a round. */
  readonly prepare: (task: Task) => () => Promise<Run>
}
