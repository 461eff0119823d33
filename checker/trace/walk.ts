/**
 * A run in which nothing races: one thread at a time moves, from where it rests to where it rests again. It is what a reader
 * compares counterexamples with.
 */
import { isDeepStrictEqual } from 'node:util'
import { ModelError } from '../errors.ts'
import { Learner } from '../learn/learner.ts'
import type { Network, Offer, ThreadRef } from '../network.ts'
import { offersOf, showOffer, takeStep } from '../step.ts'
import { isAtRest } from '../waiting.ts'
import { lookInto, moved, type World } from '../world.ts'
import { describeStep, showWorld, type Taken } from './describe-step.ts'
import type { Trace, TraceStep } from './trace.ts'

/** One thread's turn: to a final state, one tagged `rest`, or back to the state in which the turn began. */
export interface Turn {
  readonly thread: string
  /** What it begins with; unless told, as everywhere else in the turn, the first event that is enabled. */
  readonly event?: string
}

/** Beyond this a turn is taken for one that never ends. */
const MOST_STEPS = 1000

/**
 * A run in which the threads take their turns one after the other, so that nothing races.
 *
 * @throws ModelError if there is no such thread, or it cannot begin, go on or end its turn
 */
export function walkThrough(network: Network, turns: readonly Turn[]): Trace {
  const learner = new Learner(network)
  const steps: TraceStep[] = []
  let world: World = learner.start()
  const initial = showWorld(learner.parts, world)
  for (const turn of turns) {
    const thread = network.threads.find(({ name }) => name === turn.thread)
    if (thread === undefined)
      throw new ModelError(
        `there is no thread "${turn.thread}"; threads: ${network.threads.map(({ name }) => name).join(', ')}`,
      )
    const began = lookInto(world)(thread).value
    const last = steps.length + MOST_STEPS
    let [left, back] = [false, false]
    let offers: readonly Offer[] = offersOf(thread).filter(
      ({ type }) => turn.event === undefined || type === turn.event,
    )
    do {
      const taken = firstTaken(learner, world, thread, offers)
      steps.push(describeStep(network, world, taken))
      world = taken.after
      offers = offersOf(thread)
      if (steps.length === last) throw new ModelError(`"${thread.name}" does not rest within ${MOST_STEPS} steps`)
      const isWhereItBegan = isDeepStrictEqual(lookInto(world)(thread).value, began)
      left ||= !isWhereItBegan
      back = left && isWhereItBegan
    } while (!back && !isAtRest(thread, lookInto(world)))
  }
  return { threads: network.threads.map(({ name }) => name), initial, steps, final: showWorld(learner.parts, world) }
}

function firstTaken(learner: Learner, world: World, thread: ThreadRef, offers: readonly Offer[]): Taken {
  const look = lookInto(world)
  for (const offer of offers) {
    const outcome = takeStep(thread, offer, look)
    if (outcome.kind === 'taken')
      return { thread, offer, fired: outcome.fired, after: moved(learner, world, outcome.after) }
  }
  throw new ModelError(
    `"${thread.name}" can take none of ${offers.map(showOffer).join(', ') || 'its events'} in ${thread.show(look(thread))}`,
  )
}
