/** Judges one run by what XState says of it, without any learned table: before it is shown, and when it is replayed. */
import { isDeepStrictEqual } from 'node:util'
import type { Network, Offer, See, ThreadRef } from '../network.ts'
import { type Look, offersOf, takeStep } from '../step.ts'
import { type Fairness, restsIn, showFairness } from './fairness.ts'
import type { Claim } from './properties.ts'

/** A run that repeats its last steps for ever, or stops for ever. */
export interface EndlessRun {
  /** The world before each step, and after the last. */
  readonly looks: readonly Look[]
  readonly taken: readonly { readonly thread: ThreadRef; readonly offer: Offer }[]
  /** How many steps come before those that it repeats. */
  readonly cycle: number
}

type RunClaim = Extract<Claim, { form: 'leads to' | 'eventually always' }>

/** `true`, or why the run does not break the claim. */
export function breaksClaim(
  network: Network,
  claim: RunClaim,
  fairness: readonly Fairness[],
  run: EndlessRun,
): true | string {
  const { looks, cycle } = run
  const [back, end] = [looks[cycle], looks.at(-1)]
  if (back === undefined || end === undefined) return 'its cycle begins behind its end'
  const parts = [...network.objects, ...network.threads]
  const moved = parts.find((part) => !isDeepStrictEqual(shape(back, part), shape(end, part)))
  if (moved !== undefined) return `its last step does not lead back: "${moved.name}" is in another state`
  const unfair = fairness.find((one) => !isMet(one, run))
  if (unfair !== undefined) return `it is not fair to ${showFairness(unfair)}`
  return breaks(claim, run) || 'the run keeps it'
}

function shape(look: Look, part: Parameters<Look>[0]) {
  const { value, context, status } = look(part)
  return { value, context, status }
}

function breaks(claim: RunClaim, { looks, cycle }: EndlessRun): boolean {
  const sees = looks.map((look) => look as See)
  if (claim.form === 'eventually always') return sees.slice(cycle).some((see) => !claim.what(see))
  const kept = sees.findLastIndex((see) => claim.until(see))
  const { since } = claim
  return kept < cycle && (since === undefined || sees.slice(kept + 1).some((see) => since(see)))
}

/** Whether the cycle is fair as an assumption asks. */
function isMet(fairness: Fairness, { looks, taken, cycle }: EndlessRun): boolean {
  const isTaken = taken.slice(cycle).some((step, i) => covers(fairness, step, looks[cycle + i] as Look))
  const isEnabled = (look: Look) => isOwed(fairness, look)
  const repeated = looks.slice(cycle)
  return isTaken || !(fairness.strength === 'weak' ? repeated.every(isEnabled) : repeated.some(isEnabled))
}

/** Whether something can be taken that an assumption is about. */
function isOwed(fairness: Fairness, look: Look): boolean {
  const { thread } = fairness
  return offersOf(thread).some(
    (offer) => covers(fairness, { thread, offer }, look) && takeStep(thread, offer, look).kind !== 'disabled',
  )
}

/** Whether a step out of the world that `look` shows is one that an assumption is about. */
function covers(
  { thread, event, begun }: Fairness,
  step: { readonly thread: ThreadRef; readonly offer: Offer },
  look: Look,
): boolean {
  return (
    step.thread === thread &&
    (event === undefined || step.offer.type === event) &&
    !(begun && restsIn(thread)(look as See))
  )
}
