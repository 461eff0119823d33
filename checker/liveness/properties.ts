/**
 * What can be asked of whole runs. Each property is a list of claims, and is broken by the first that is.
 *
 * A run is a path from the initial state that goes on for ever, or stops for ever; see ./fairness.ts for which runs count.
 */
import type { See, ThreadRef } from '../network.ts'
import type { Citation } from '../properties.ts'
import { type Fairness, restsIn } from './fairness.ts'

export type Predicate = (see: See) => boolean

/** One thing that runs must do. `broken` says what a run that breaks it does. */
export type Claim =
  /** Whenever `since` is true, `until` is or becomes true. Without `since`: again and again. */
  | { readonly form: 'leads to'; readonly since?: Predicate; readonly until: Predicate; readonly broken: string }
  /** From some moment on `what` stays true. */
  | { readonly form: 'eventually always'; readonly what: Predicate; readonly broken: string }
  /** From every reachable state some path leads to one where `what` is true. Needs no fairness. */
  | { readonly form: 'possible'; readonly what: Predicate; readonly broken: string }
  /** From every reachable state, for each thread, some path leads to one where it is at rest or can take a step. */
  | { readonly form: 'never stuck'; readonly threads: readonly ThreadRef[]; readonly broken: string }

export interface Liveness extends Citation {
  readonly kind: 'liveness'
  readonly name: string
  readonly claims: readonly Claim[]
  /** What is assumed of the scheduler; unless told, that every thread goes on while it can. */
  readonly fairness?: readonly Fairness[]
}

interface Options extends Citation {
  readonly fairness?: readonly Fairness[]
}

/** Declares that something happens again and again, for ever: `alwaysEventually('gets in', (see) => see(a).matches('in'))`. */
export function alwaysEventually(name: string, happens: Predicate, options: Options = {}): Liveness {
  const broken = 'from some moment on it never happens any more'
  return { kind: 'liveness', name, claims: [{ form: 'leads to', until: happens, broken }], ...options }
}

/** Declares that something becomes true and stays so. */
export function eventuallyAlways(name: string, stays: Predicate, options: Options = {}): Liveness {
  const broken = 'it becomes false again and again'
  return { kind: 'liveness', name, claims: [{ form: 'eventually always', what: stays, broken }], ...options }
}

/** Declares that `cause` is always followed by `effect`, then or later. */
export function leadsTo(name: string, cause: Predicate, effect: Predicate, options: Options = {}): Liveness {
  const broken = 'the cause was there, and the effect never comes'
  return { kind: 'liveness', name, claims: [{ form: 'leads to', since: cause, until: effect, broken }], ...options }
}

/** Declares that threads come to an end with what they began: to rest, or to how they were at their start. */
export function completes(name: string, threads: readonly ThreadRef[], options: Options = {}): Liveness {
  const claims = threads.map((thread): Claim => {
    const rests = restsIn(thread)
    const broken = `"${thread.name}" has begun, and never comes to an end`
    return { form: 'leads to', since: (see) => !rests(see), until: rests, broken }
  })
  return { kind: 'liveness', name, claims, ...options }
}

/** Joins the claims of several properties into one; what each assumes, and says of itself, is left behind. */
export function together(name: string, properties: readonly Liveness[], options: Options = {}): Liveness {
  const claims = properties.flatMap((property) =>
    property.claims.map((claim) => ({ ...claim, broken: `${property.name}: ${claim.broken}` })),
  )
  return { kind: 'liveness', name, claims, ...options }
}

/** Declares that from everywhere one can still get to where `reached` is true. */
export function alwaysPossible(name: string, reached: Predicate, citation: Citation = {}): Liveness {
  const broken = 'from here it is out of reach'
  return { kind: 'liveness', name, claims: [{ form: 'possible', what: reached, broken }], ...citation }
}

/**
 * Declares that no thread waits for what can never come: threads that wait for each other, for instance. Unlike
 * `no-deadlock`, others may go on meanwhile.
 */
export function neverStuck(name: string, threads: readonly ThreadRef[], citation: Citation = {}): Liveness {
  const broken = 'there are threads that can never take a step again'
  return { kind: 'liveness', name, claims: [{ form: 'never stuck', threads, broken }], ...citation }
}
