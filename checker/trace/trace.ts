/** A run of a network from its initial state, as data: what counterexamples are kept, printed and replayed as. */

/** A part whose local state a step changed, each state as the part's `show` writes it. */
export interface Change {
  readonly object: string
  readonly from: string
  readonly to: string
  /** The object is declared quiet: printed traces leave the change out. */
  readonly quiet?: true
}

export interface TraceStep {
  readonly thread: string
  /** The event as offered, with its payload. */
  readonly event: string
  /** The function that the step stands for: the transition's `meta.function`, or the event's type. */
  readonly function: string
  /** The transition's `meta.file`. */
  readonly file?: string
  /** The transition's `description`: which branch was taken. */
  readonly note?: string
  /** The objects that the step changed, in the order of the network. */
  readonly changes: readonly Change[]
  /** How the thread itself moved. */
  readonly moved: { readonly from: string; readonly to: string }
}

/** What a thread waits for in a deadlock. */
export interface Waiting {
  readonly thread: string
  readonly state: string
  /** Each event that the thread could take here, and the guards that all said no. */
  readonly events: readonly { readonly event: string; readonly guards: readonly string[] }[]
  /** The locks that it holds itself: objects that say who holds them. */
  readonly holds?: readonly string[]
  /** The locks that its guards look at and that somebody holds. */
  readonly waitsFor?: readonly { readonly lock: string; readonly heldBy: readonly string[] }[]
}

/** `liveness`: a run goes on, or stops, for ever, and never does what it must. `impossible`: nothing can be done about it any more. */
export type ViolationKind = 'invariant' | 'step' | 'illegal-event' | 'deadlock' | 'witness' | 'liveness' | 'impossible'

export interface Violation {
  readonly kind: ViolationKind
  readonly property: string
  /** The clause that broke. */
  readonly clause: string
  readonly statement?: string
  readonly source?: string
  /** Only for threads that can never take a step again. */
  readonly waiting?: readonly Waiting[]
  /** Only for `liveness`: what was assumed of the scheduler. */
  readonly fairness?: readonly string[]
  /**
   * Only for `liveness`: what was not assumed, and would rule this run out; each with whether it would also rule out all
   * other runs that break the property so. Empty where whoever has begun and can move does, and nothing would suffice.
   */
  readonly excludedBy?: readonly { readonly fairness: string; readonly suffices: boolean }[]
}

export interface Trace {
  /** The threads in the order of the network. */
  readonly threads: readonly string[]
  /** Every part's local state at the start. */
  readonly initial: readonly { readonly part: string; readonly state: string }[]
  readonly steps: readonly TraceStep[]
  /**
   * Only for a run without an end: how many steps come before those that it repeats for ever. If there are no more, it
   * stops there for ever.
   */
  readonly cycle?: number
  /** Every part's local state at the end. */
  readonly final: readonly { readonly part: string; readonly state: string }[]
}
