/**
 * A counterexample, told by XState.
 *
 * The search keeps only which state each state was found from. The steps in between are found again by letting XState
 * take them, from the initial state on; so what is shown has been re-executed without any learned table.
 */
import type { Learner, Locals } from '../learn/learner.ts'
import type { LocalStates } from '../learn/local-states.ts'
import type { See } from '../network.ts'
import { structural } from '../properties.ts'
import { type Look, offersOf, takeStep } from '../step.ts'
import type { Taken } from '../trace/describe-step.ts'
import { Recorder } from '../trace/recorder.ts'
import type { Trace, Violation } from '../trace/trace.ts'
import { explainWaiting } from '../waiting.ts'
import { isAllocationFailure } from './allocation.ts'
import type { Found } from './breadth-first.ts'

/** A search that found something. */
export interface Searched {
  readonly store: { locals(state: number): number[] }
  /**
   * Does what is left to do before stored states can be read, wherever the search has ended. Says whether it could: not
   * if that would take more memory than allowed.
   */
  finish(): boolean
  /** The states on the way to `state`, without the initial one. */
  pathTo(state: number): number[]
  /**
   * Where not every state is stored: which one is for another. The steps are found by that, so that what is shown are
   * the states themselves.
   */
  readonly stateFor?: ((locals: Locals) => Locals) | undefined
}

/**
 * @param search the one that found it
 * @returns nothing if there is not the memory to tell it
 */
export function counterexample(
  learner: Learner,
  search: Searched,
  found: Found,
): { violation: Violation; trace: Trace } | undefined {
  if (!isFinished(search)) return undefined
  const recorder = new Recorder(learner)
  for (const state of search.pathTo(found.state))
    recorder.add(findStep(learner, recorder, search.store.locals(state), search.stateFor))
  if (found.step === undefined || search.stateFor === undefined) return conclude(learner, recorder, found)
  const { thread, offer, clause } = findBreaking(learner, recorder, found)
  return conclude(learner, recorder, { ...found, step: { thread, offer }, clause })
}

function isFinished(search: Searched): boolean {
  try {
    return search.finish()
  } catch (error) {
    if (!isAllocationFailure(error)) throw error
    return false
  }
}

/** @param recorder has come to the broken state, or to the state in which the breaking step starts */
export function conclude(
  { network }: Learner,
  recorder: Recorder,
  found: Omit<Found, 'state'>,
): { violation: Violation; trace: Trace } {
  const { look, length } = recorder
  let { clause } = found
  if (found.step !== undefined) {
    const { thread, offer } = found.step
    const outcome = takeStep(thread, offer, look)
    if (outcome.kind === 'disabled') throw lost(length)
    const after = outcome.kind === 'taken' ? outcome.after : new Map()
    if (found.property?.kind === 'step') {
      const later = recorder.lookAfter(after)
      const step = { thread: thread.name, event: offer.type, before: look as See, after: later as See }
      clause = confirmed(found.property.check(step), length)
    } else if (outcome.kind !== 'illegal') throw lost(length)
    recorder.add({ thread, offer, fired: outcome.fired, after })
  } else if (found.property?.kind === 'invariant') clause = confirmed(found.property.check(look as See), length)

  const waiting = found.kind === 'deadlock' ? { waiting: explainWaiting(network, look) } : {}
  return { violation: { ...violationOf(found), clause, ...waiting }, trace: recorder.trace() }
}

/** What broke, without the way there. */
export function violationOf({ kind, property, clause }: Omit<Found, 'state'>): Violation {
  const name = kind === 'deadlock' ? 'no-deadlock' : 'no-illegal-event'
  const { statement, source } = property ?? structural[name]
  return {
    kind,
    property: property?.name ?? name,
    clause,
    ...(statement === undefined ? {} : { statement }),
    ...(source === undefined ? {} : { source }),
  }
}

/** The first step, in the order of the search, that leads to the state `target`. */
function findStep(learner: Learner, recorder: Recorder, target: Locals, stateFor = (locals: Locals) => locals): Taken {
  for (const thread of learner.network.threads)
    for (const offer of offersOf(thread)) {
      const outcome = takeStep(thread, offer, recorder.look)
      if (outcome.kind !== 'taken') continue
      const { fired, after } = outcome
      const reached = stateFor(localsOf(learner, recorder.lookAfter(after)))
      if (reached.every((local, i) => local === target[i])) return { thread, offer, fired, after }
    }
  throw lost(-1)
}

/** A step that breaks what was found, out of a state that another is stored for. */
function findBreaking(learner: Learner, recorder: Recorder, { property }: Found) {
  const { look } = recorder
  for (const thread of learner.network.threads)
    for (const offer of offersOf(thread)) {
      if (property?.kind === 'step') {
        const outcome = takeStep(thread, offer, look)
        if (outcome.kind !== 'taken') continue
        const after = recorder.lookAfter(outcome.after) as See
        const step = { thread: thread.name, event: offer.type, before: look as See, after }
        if (property.check(step) !== true) return { thread, offer, clause: '' }
      } else {
        const { outcome } = learner.step(thread, offer, localsOf(learner, look))
        if (outcome.kind === 'illegal') return { thread, offer, clause: outcome.clause }
      }
    }
  throw lost(-1)
}

const localsOf = (learner: Learner, look: Look): number[] =>
  learner.parts.map((part, i) => (learner.states[i] as LocalStates).intern(look(part)))

function confirmed(answer: true | string, step: number): string {
  if (answer === true) throw lost(step)
  return answer
}

/** Purity is checked while learning, so this means a fault in the checker itself. */
const lost = (step: number): Error =>
  new Error(
    `internal: XState does not repeat the counterexample${step < 0 ? '' : ` after step ${step}`}; please report this model`,
  )
