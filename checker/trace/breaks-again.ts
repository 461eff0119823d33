/** Whether the end of a replayed trace still breaks what it broke when it was saved. */
import type { Network, See } from '../network.ts'
import type { Property } from '../properties.ts'
import { offersOf, takeStep } from '../step.ts'
import { explainWaiting } from '../waiting.ts'
import type { ReplayEnd } from './replay.ts'
import type { Violation } from './trace.ts'

/** `true`, or why the end breaks nothing now. */
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
    case 'step': {
      const property = properties.find(({ name, kind }) => name === violation.property && kind === violation.kind)
      if (property === undefined) return `the property ${violation.property} is not checked here now`
      return judge(property, end) !== true || `${violation.property} holds at the end now`
    }
  }
}

function judge(property: Property, end: ReplayEnd): true | string {
  const [before, after] = [end.before as See, end.after as See]
  if (property.kind === 'invariant') return property.check(after)
  return end.step === undefined || property.check({ ...end.step, before, after })
}
