/** A broken claim, told by XState: every step of what is shown has been taken again without any learned table. */
import type { Learner, Locals } from '../learn/learner.ts'
import type { Offer, ThreadRef } from '../network.ts'
import type { StateStore } from '../search/states.ts'
import { type Look, takeStep } from '../step.ts'
import { Recorder } from '../trace/recorder.ts'
import type { Trace, Violation } from '../trace/trace.ts'
import { explainWaiting } from '../waiting.ts'
import type { Action } from './actions.ts'
import { showFairness } from './fairness.ts'
import type { Broken } from './judge.ts'
import { breaksClaim } from './run.ts'

interface Step {
  readonly thread: ThreadRef
  readonly offer: Offer
}

export function tell(learner: Learner, store: StateStore, broken: Broken): { violation: Violation; trace: Trace } {
  const { property, claim, graph, evidence } = broken
  const { lasso, stuck } = evidence
  const recorder = new Recorder(learner)
  const places = [...lasso.stem, ...lasso.cycle]
  const looks: Look[] = [recorder.look]
  const taken = places.map((place) => {
    const action = broken.actions.all[graph.actions[place] as number] as Action
    const step = take(learner, recorder, action, store.locals(graph.targets[place] as number))
    looks.push(recorder.look)
    return step
  })
  const { name, statement, source } = property
  const promise = {
    property: name,
    ...(statement === undefined ? {} : { statement }),
    ...(source === undefined ? {} : { source }),
  }
  if (claim.form === 'possible')
    return { violation: { kind: 'impossible', ...promise, clause: claim.broken }, trace: recorder.trace() }
  if (claim.form === 'never stuck') {
    const waiting = explainWaiting(learner.network, recorder.look).filter(({ thread }) => stuck.includes(thread))
    return {
      violation: { kind: 'impossible', ...promise, clause: stuckClause(stuck), waiting },
      trace: recorder.trace(),
    }
  }
  const cycle = lasso.stem.length
  const answer = breaksClaim(learner.network, claim, broken.fairness, { looks, taken, cycle })
  if (answer !== true) throw lost(answer)
  const violation: Violation = {
    kind: 'liveness',
    ...promise,
    clause: claim.broken,
    fairness: broken.fairness.map(showFairness),
    excludedBy: evidence.excludedBy.map(({ fairness, suffices }) => ({ fairness: showFairness(fairness), suffices })),
  }
  return { violation, trace: { ...recorder.trace(), cycle } }
}

function take(learner: Learner, recorder: Recorder, { thread: number, offer }: Action, target: Locals): Step {
  const thread = learner.network.threads[number] as ThreadRef
  const outcome = takeStep(thread, offer, recorder.look)
  if (outcome.kind !== 'taken') throw lost(`"${thread.name}" cannot take ${offer.type}`)
  const { fired, after } = outcome
  const later = recorder.lookAfter(after)
  if (learner.parts.some((part, i) => learner.states[i]?.intern(later(part)) !== target[i]))
    throw lost(`"${thread.name}" gets somewhere else by ${offer.type}`)
  recorder.add({ thread, offer, fired, after })
  return { thread, offer }
}

const stuckClause = (stuck: readonly string[]): string =>
  `${stuck.map((name) => `"${name}"`).join(' and ')} can never take a step again`

/** Purity is checked while learning, so this means a fault in the checker itself. */
const lost = (why: string): Error =>
  new Error(`internal: XState does not repeat the counterexample (${why}); please report this model`)
