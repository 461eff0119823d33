/**
 * A counterexample, told by XState.
 *
 * The search keeps only which state each state was found from. The steps in between are found again by letting XState
 * take them, from the initial state on; so what is shown has been re-executed without any learned table.
 */
import type { Learner } from '../learn/learner.ts'
import type { See } from '../network.ts'
import { structural } from '../properties.ts'
import { offersOf, takeStep } from '../step.ts'
import type { Taken } from '../trace/describe-step.ts'
import { Recorder } from '../trace/recorder.ts'
import type { Trace, Violation } from '../trace/trace.ts'
import { explainWaiting } from '../waiting.ts'
import type { BreadthFirst, Found } from './breadth-first.ts'

/** @param search the one that found it */
export function counterexample(
  learner: Learner,
  search: BreadthFirst,
  found: Found,
): { violation: Violation; trace: Trace } {
  const recorder = new Recorder(learner)
  for (const state of search.pathTo(found.state)) recorder.add(findStep(learner, recorder, search.store.locals(state)))
  return conclude(learner, recorder, found)
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
function findStep(learner: Learner, recorder: Recorder, target: readonly number[]): Taken {
  for (const thread of learner.network.threads)
    for (const offer of offersOf(thread)) {
      const outcome = takeStep(thread, offer, recorder.look)
      if (outcome.kind !== 'taken') continue
      const { fired, after } = outcome
      const later = recorder.lookAfter(after)
      if (learner.parts.every((part, i) => learner.states[i]?.intern(later(part)) === target[i]))
        return { thread, offer, fired, after }
    }
  throw lost(-1)
}

function confirmed(answer: true | string, step: number): string {
  if (answer === true) throw lost(step)
  return answer
}

/** Purity is checked while learning, so this means a fault in the checker itself. */
const lost = (step: number): Error =>
  new Error(
    `internal: XState does not repeat the counterexample${step < 0 ? '' : ` after step ${step}`}; please report this model`,
  )
