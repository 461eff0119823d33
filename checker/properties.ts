/**
 * What can be asked of a network.
 *
 * A property is a pure function of what it looks at. It returns `true`, or the clause that broke as a sentence that a
 * reader of the counterexample needs.
 */
import type { Liveness } from './liveness/properties.ts'
import type { See } from './network.ts'

/** Where a promise comes from; printed below a counterexample. */
export interface Citation {
  /** The promise in one sentence. */
  readonly statement?: string
  /** Who made it: a document, commit or mail. */
  readonly source?: string
}

/** Must be true in every reachable state. */
export interface Invariant extends Citation {
  readonly kind: 'invariant'
  readonly name: string
  readonly check: (see: See) => true | string
}

/**
 * One step as a step property sees it. A part that the step leaves as it was is one object in both views:
 * `before(part) === after(part)` is the cheapest question there is, because it looks at nothing.
 */
export interface TakenStep {
  readonly thread: string
  /** The event's type. */
  readonly event: string
  readonly before: See
  readonly after: See
}

/** Must be true of every step that can be taken. */
export interface StepProperty extends Citation {
  readonly kind: 'step'
  readonly name: string
  readonly check: (step: TakenStep) => true | string
}

/** A situation that must be reachable, or the run fails: it keeps `holds` from being empty praise. */
export interface Witness {
  readonly kind: 'witness'
  readonly name: string
  readonly reached: (see: See) => boolean
}

/** Something to note of every reachable state: `Result.observed` lists the different answers. */
export interface Observation {
  readonly kind: 'observation'
  readonly name: string
  readonly look: (see: See) => string
}

export type Property = Invariant | StepProperty | Liveness

/** Declares an invariant: `invariant('one owner', (see) => see(lock).context.owners < 2 || 'two owners')`. */
export function invariant(name: string, check: Invariant['check'], promise: Citation = {}): Invariant {
  return { kind: 'invariant', name, check, ...promise }
}

/** Declares a step property, checked on every step of every reachable state. */
export function stepProperty(name: string, check: StepProperty['check'], promise: Citation = {}): StepProperty {
  return { kind: 'step', name, check, ...promise }
}

/** Declares a witness: a situation that the search must come across. */
export function witness(name: string, reached: Witness['reached']): Witness {
  return { kind: 'witness', name, reached }
}

/** Declares an observation: `observation('lock', (see) => (see(lock).matches('free') ? 'free' : 'taken'))`. */
export function observation(name: string, look: Observation['look']): Observation {
  return { kind: 'observation', name, look }
}

/** The structural properties that every network has; the names by which they are selected and reported. */
export const structural = {
  'no-illegal-event': {
    statement: 'no thread tells an object an event that the object does not accept in its present state',
    source: "the object's statechart",
  },
  'no-deadlock': {
    statement: 'while a thread is neither in a final state nor in one tagged `rest`, some thread can take a step',
    source: 'the structure of the network',
  },
} as const

export type StructuralName = keyof typeof structural
