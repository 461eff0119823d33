/** A run that was found by its steps, told by XState. */
import type { Learner, Locals } from '../learn/learner.ts'
import type { Offer, ThreadRef } from '../network.ts'
import { conclude } from '../search/counterexample.ts'
import { takeStep } from '../step.ts'
import { Recorder } from '../trace/recorder.ts'
import type { Trace, Violation } from '../trace/trace.ts'
import type { Broken, JudgedSteps } from './judged-steps.ts'

export interface Chosen {
  readonly thread: ThreadRef
  readonly offer: Offer
}

/** @param steps to the broken state, or to the state in which the breaking step starts */
export function retell(
  learner: Learner,
  steps: readonly Chosen[],
  broken: Broken,
): { violation: Violation; trace: Trace } {
  const recorder = new Recorder(learner)
  for (const { thread, offer } of steps) {
    const outcome = takeStep(thread, offer, recorder.look)
    if (outcome.kind !== 'taken') throw new Error('internal: XState does not repeat the run; please report this model')
    recorder.add({ thread, offer, fired: outcome.fired, after: outcome.after })
  }
  return conclude(learner, recorder, broken)
}

/** How far a list of steps goes until something breaks. */
export interface Broke {
  readonly steps: readonly Chosen[]
  readonly broken: Broken
}

/** Takes those of the steps that can be taken when their turn comes, until something is broken. */
export function follow(judged: JudgedSteps, steps: readonly Chosen[]): Broke | undefined {
  const taken: Chosen[] = []
  let locals: Locals = judged.start
  let possible = judged.from(locals)
  for (let at = 0; ; at++) {
    const broken = judged.judge(locals, possible)
    if (broken !== undefined) return { steps: taken, broken }
    let next: (typeof possible)[number] | undefined
    for (; at < steps.length && next === undefined; at++)
      next = possible.find(({ thread, offer }) => thread === steps[at]?.thread && offer === steps[at]?.offer)
    if (next === undefined) return undefined
    at--
    if (next.broken !== undefined) return { steps: taken, broken: next.broken }
    taken.push({ thread: next.thread, offer: next.offer })
    locals = next.after ?? locals
    possible = judged.from(locals)
  }
}
