/** Whether the end of a replayed trace still breaks what it broke when it was saved. */
import { breaksClaims } from '../liveness/run-again.ts'
import type { Network, See } from '../network.ts'
import type { Invariant, Property, StepProperty } from '../properties.ts'
import { offersOf, takeStep } from '../step.ts'
import { explainWaiting } from '../waiting.ts'
import type { ReplayEnd } from './replay.ts'
import type { Violation } from './trace.ts'

/** Whether a trace that replays still breaks what it broke: `true`, or why its end breaks nothing now. */
export function breaksAgain(
  network: Network,
  properties: readonly Property[],
  violation: Violation,
  end: ReplayEnd,
): true | string {
  switch (violation.kind) {
    case 'illegal-event':
      return end.illegal || 'the last step tells only events that are accepted now'
    case 'deadlock': {
      const isStuck = network.threads.every((thread) =>
        offersOf(thread).every((offer) => takeStep(thread, offer, end.after).kind !== 'taken'),
      )
      return (isStuck && explainWaiting(network, end.after).length > 0) || 'the end is no deadlock now'
    }
    case 'witness':
      return 'a situation that was never reached has no trace'
    case 'invariant':
    case 'step':
    case 'liveness':
    case 'impossible': {
      const kind = violation.kind === 'impossible' ? 'liveness' : violation.kind
      const property = properties.find((one) => one.name === violation.property && one.kind === kind)
      if (property === undefined) return `the property ${violation.property} is not checked here now`
      if (property.kind === 'liveness') return breaksClaims(network, property, end)
      return judge(property, end) !== true || `${violation.property} holds at the end now`
    }
  }
}

function judge(property: Invariant | StepProperty, end: ReplayEnd): true | string {
  const [before, after] = [end.before as See, end.after as See]
  if (property.kind === 'invariant') return property.check(after)
  return end.step === undefined || property.check({ ...end.step, before, after })
}
