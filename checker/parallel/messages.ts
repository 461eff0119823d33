/** What the main thread and the threads of a search tell each other. Arrays over shared memory are not copied. */
import type { Steps } from '../search/expand.ts'
import type { Judged } from '../search/judge-fresh.ts'
import type { Piece } from '../search/new-layout.ts'
import type { Part } from '../search/slots.ts'
import type { Buffers, Run, Shape } from './shared-states.ts'

/** What is known by now, for threads that cannot learn. */
export interface Knowledge {
  readonly steps: Omit<Steps, 'fired' | 'visits'>
  readonly judged: Judged
  /** By thread of the network: where its local states are in `rests`, and how many of them are known. */
  readonly restsAt: Int32Array
  readonly restsKnown: Int32Array
  /** By local state: 1 if a thread may stay there for ever. */
  readonly rests: Int32Array
  /** Whether deadlocks are looked for. */
  readonly deadlocks: boolean
}

/** A thread's own counts, which the main thread adds up while it rests. */
export interface Counts {
  readonly fired: Float64Array
  readonly visits: Float64Array
}

/** What a request is about. */
export interface OnStates {
  readonly buffers: Buffers
  readonly shape: Shape
}

/** A request to search on, up to the end of the level or until asked to rest. */
export interface Round extends OnStates {
  readonly knowledge: Knowledge
  readonly counts: Counts
  /** The level: where runs of states begin and end, one after the other. */
  readonly level: Int32Array
}

/** A request to spread a part of the index over more slots. */
export interface Spreading extends OnStates {
  readonly part: Part
}

/** A request for a piece of what lays states out anew; `shape` is still the old one. */
export interface Relayout extends OnStates {
  readonly piece: Piece
}

/** The answer to a round: everything found is stored. */
export interface Rested {
  /** Whether nothing of the level is left for this thread. */
  readonly isDone: boolean
  /** States that are not expanded, because something in them has to be learned, or may be broken. */
  readonly aside: readonly number[]
  /** States without a step, in which some thread may not stay. */
  readonly stuck: readonly number[]
  /** New states whose properties are not known to be fine, each followed by the outcome that led to it. */
  readonly unsettled: readonly number[]
  /** New states. */
  readonly runs: readonly Run[]
  readonly unused: Run
}
