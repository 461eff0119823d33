/** Whether a replayed run still breaks a property that is about whole runs. */
import { Learner } from '../learn/learner.ts'
import type { Network, PartRef, See, ThreadRef } from '../network.ts'
import { Successors } from '../search/successors.ts'
import { type Look, offersOf, takeStep } from '../step.ts'
import type { ReplayEnd } from '../trace/replay.ts'
import { everyThreadGoesOn, restsIn } from './fairness.ts'
import type { Liveness, Predicate } from './properties.ts'
import { breaksClaim } from './run.ts'

/** States that are looked through for what is said to be out of reach. */
const MOST = 100_000

/** `true`, or why it breaks nothing now. */
export function breaksClaims(network: Network, property: Liveness, end: ReplayEnd): true | string {
  let why = `${property.name} holds now`
  for (const claim of property.claims) {
    if (claim.form === 'leads to' || claim.form === 'eventually always') {
      if (end.endless === undefined) return 'the trace does not say what it repeats'
      const answer = breaksClaim(network, claim, property.fairness ?? everyThreadGoesOn(network), end.endless)
      if (answer === true) return true
      why = answer
    } else if (claim.form === 'possible') {
      if (isOutOfReach(network, claim.what, end.after)) return true
    } else if (claim.threads.some((thread) => isOutOfReach(network, moves(thread), end.after))) return true
  }
  return why
}

function moves(thread: ThreadRef): Predicate {
  const rests = restsIn(thread)
  return (see) =>
    rests(see) || offersOf(thread).some((offer) => takeStep(thread, offer, see as Look).kind !== 'disabled')
}

/** Looks through all that can still come. */
function isOutOfReach(network: Network, goal: Predicate, from: Look): boolean {
  const learner = new Learner(network)
  const start = learner.parts.map((part, number) => learner.states[number]?.intern(from(part)) ?? 0)
  const steps = new Successors(learner) // with room for the local states that are known by now
  const known = new Map([[start.join(), start]])
  for (const locals of known.values()) {
    if (known.size > MOST) return false
    if (goal(((part: PartRef) => learner.snapshot(locals, part)) as See)) return false
    for (const { after } of steps.of(locals)) if (after !== undefined) known.set(after.join(), [...after])
  }
  return true
}
