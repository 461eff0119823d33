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
import { describeStep, showWorld, type Taken } from '../trace/describe-step.ts'
import type { Trace, TraceStep, Violation } from '../trace/trace.ts'
import { explainWaiting } from '../waiting.ts'
import { lookInto, moved, type World } from '../world.ts'
import type { Found } from './breadth-first.ts'
import type { StateStore } from './states.ts'

export function counterexample(
  learner: Learner,
  store: StateStore,
  found: Found,
): { violation: Violation; trace: Trace } {
  const { network, parts } = learner
  let world: World = learner.start()
  const initial = showWorld(parts, world)
  const steps: TraceStep[] = []
  for (const state of pathTo(store, found.state)) {
    const target = store.locals(state)
    const taken = findStep(learner, world, target)
    steps.push(describeStep(network, world, taken))
    world = taken.after
  }
  const look = lookInto(world)
  let { clause } = found
  if (found.step !== undefined) {
    const { thread, offer } = found.step
    const outcome = takeStep(thread, offer, look)
    if (outcome.kind === 'disabled') throw lost(steps.length)
    const after: World = outcome.kind === 'taken' ? moved(learner, world, outcome.after) : world
    if (found.property?.kind === 'step') {
      const step = { thread: thread.name, event: offer.type, before: look as See, after: lookInto(after) as See }
      clause = confirmed(found.property.check(step), steps.length)
    } else if (outcome.kind !== 'illegal') throw lost(steps.length)
    steps.push(describeStep(network, world, { thread, offer, fired: outcome.fired, after }))
    world = after
  } else if (found.property?.kind === 'invariant') clause = confirmed(found.property.check(look as See), steps.length)

  const name = found.kind === 'deadlock' ? 'no-deadlock' : 'no-illegal-event'
  const { statement, source } = found.property ?? structural[name]
  const violation: Violation = {
    kind: found.kind,
    property: found.property?.name ?? name,
    clause,
    ...(statement === undefined ? {} : { statement }),
    ...(source === undefined ? {} : { source }),
    ...(found.kind === 'deadlock' ? { waiting: explainWaiting(network, look) } : {}),
  }
  const threads = network.threads.map(({ name }) => name)
  return { violation, trace: { threads, initial, steps, final: showWorld(parts, world) } }
}

/** The states on the way to `state`, without the initial one. */
function pathTo(store: StateStore, state: number): number[] {
  const path: number[] = []
  for (let at = state; at > 0; at = store.parents[at] as number) path.push(at)
  return path.reverse()
}

/** The first step, in the order of the search, that leads from `world` to the state `target`. */
function findStep(learner: Learner, world: World, target: readonly number[]): Taken {
  const look = lookInto(world)
  for (const thread of learner.network.threads)
    for (const offer of offersOf(thread)) {
      const outcome = takeStep(thread, offer, look)
      if (outcome.kind !== 'taken') continue
      const after = moved(learner, world, outcome.after)
      if (learner.parts.every((part, i) => learner.states[i]?.intern(lookInto(after)(part)) === target[i]))
        return { thread, offer, fired: outcome.fired, after }
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
