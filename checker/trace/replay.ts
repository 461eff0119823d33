/**
 * Runs a saved trace again through XState, step by step, and compares what every part shows.
 *
 * Models change after a trace was saved. The answer then is the first step that no longer applies, and why.
 */
import { Learner } from '../learn/learner.ts'
import type { EndlessRun } from '../liveness/run.ts'
import type { Network, PartRef, ThreadRef } from '../network.ts'
import { type Look, offersOf, showOffer, takeStep } from '../step.ts'
import { waitingThread } from '../waiting.ts'
import { lookInto, moved, type World } from '../world.ts'
import type { Trace, TraceStep } from './trace.ts'

export type ReplayReport =
  | { readonly kind: 'replays'; readonly steps: number; readonly end: ReplayEnd }
  | {
      readonly kind: 'differs'
      /** Number of the first step that no longer applies, from 1 on; 0 if the initial states differ already. */
      readonly step: number
      /** `Ann: open_door`, or `the start`. */
      readonly where: string
      readonly reason: string
    }

/** The last step, for judging it again; see ./breaks-again.ts. */
export interface ReplayEnd {
  /** Missing if the trace has no steps. */
  readonly step?: { readonly thread: string; readonly event: string }
  readonly before: Look
  readonly after: Look
  /** Set if the last step tells an object an event that the object does not accept. */
  readonly illegal: boolean
  /** The whole run, where the trace says what it repeats. */
  readonly endless?: EndlessRun
}

/** Takes the steps of a trace again; answers with its end, or with the first step that the network cannot take so any more. */
export function replayTrace(network: Network, trace: Trace): ReplayReport {
  const learner = new Learner(network)
  const { parts } = learner
  let world: World = learner.start()
  const start = differs(parts, world, new Map(trace.initial.map(({ part, state }) => [part, state])))
  if (start !== undefined) return { kind: 'differs', step: 0, where: 'the start', reason: start }

  let end: ReplayEnd = { before: lookInto(world), after: lookInto(world), illegal: false }
  const looks = [end.after]
  const all: EndlessRun['taken'][number][] = []
  const shown = new Map(trace.initial.map(({ part, state }) => [part, state]))
  for (const [i, step] of trace.steps.entries()) {
    const fails = (reason: string): ReplayReport => ({
      kind: 'differs',
      step: i + 1,
      where: `${step.thread}: ${step.function}`,
      reason,
    })
    const taken = takeAgain(network, step, lookInto(world))
    if ('reason' in taken) return fails(taken.reason)
    if (taken.illegal !== undefined && i < trace.steps.length - 1) return fails(taken.illegal)
    const after = moved(learner, world, taken.after)
    for (const { object, to } of step.changes) shown.set(object, to)
    shown.set(step.thread, step.moved.to)
    const difference = differs(parts, after, shown)
    if (difference !== undefined) return fails(difference)
    end = {
      step: { thread: step.thread, event: taken.step.offer.type },
      before: lookInto(world),
      after: lookInto(after),
      illegal: taken.illegal !== undefined,
    }
    world = after
    looks.push(end.after)
    all.push(taken.step)
  }
  const endless = trace.cycle === undefined ? {} : { endless: { looks, taken: all, cycle: trace.cycle } }
  return { kind: 'replays', steps: trace.steps.length, end: { ...end, ...endless } }
}

type Again =
  | { readonly step: EndlessRun['taken'][number]; readonly after: World; readonly illegal?: string }
  | { readonly reason: string }

function takeAgain(network: Network, step: TraceStep, look: Look): Again {
  const thread = network.threads.find(({ name }) => name === step.thread)
  if (thread === undefined)
    return {
      reason: `there is no thread "${step.thread}" now; threads: ${network.threads.map(({ name }) => name).join(', ')}`,
    }
  const offer = offersOf(thread).find((offer) => showOffer(offer) === step.event)
  if (offer === undefined) {
    const offered = offersOf(thread).map(showOffer).join(', ')
    return { reason: `"${step.thread}" is not offered the event "${step.event}" now; it is offered: ${offered}` }
  }
  const outcome = takeStep(thread, offer, look)
  if (outcome.kind === 'disabled') return { reason: whyDisabled(thread, step.event, look) }
  if (outcome.kind === 'taken') return { step: { thread, offer }, after: outcome.after }
  const { object, event, state } = outcome
  const illegal = `it tells "${object.name}" ${showOffer(event)}, which is not accepted in ${object.show(state)}`
  return { step: { thread, offer }, after: new Map(), illegal }
}

function whyDisabled(thread: ThreadRef, event: string, look: Look): string {
  const { state, events } = waitingThread(thread, look)
  const waiting = events.find((other) => other.event === event)
  if (waiting === undefined) return `in ${state} the event "${event}" is not accepted`
  return `in ${state} the event "${event}" is not enabled; no guard says yes: ${waiting.guards.join('; ')}`
}

/** The first part that does not show what the trace expects. */
function differs(parts: readonly PartRef[], world: World, expected: ReadonlyMap<string, string>): string | undefined {
  for (const part of parts) {
    const state = expected.get(part.name)
    const actual = part.show(lookInto(world)(part))
    if (state === undefined) return `"${part.name}" is not in the trace`
    if (state !== actual) return `"${part.name}" is expected to be in ${state}, and is in ${actual}`
  }
  const known = new Set(parts.map(({ name }) => name))
  const gone = [...expected.keys()].find((name) => !known.has(name))
  return gone === undefined ? undefined : `there is no part "${gone}" now`
}
