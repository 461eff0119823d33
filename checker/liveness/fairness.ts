/**
 * What the scheduler is assumed to do. A run may stop anywhere, for ever; only an assumption obliges it to go on.
 *
 *   weak     what can be taken from some moment on, for ever, is taken again and again
 *   strong   what can be taken again and again is taken again and again
 *
 * An assumption is about the steps of one thread: all of them, those of one event, or those after it has begun. The last
 * leaves a thread at rest where it is, so that a promise cannot rest on somebody who might never come.
 */
import { canonicalKey } from '../canonical.ts'
import { ModelError } from '../errors.ts'
import { knows } from '../event-types.ts'
import type { Network, See, ThreadRef } from '../network.ts'
import { initialSnapshot } from '../step.ts'

export interface Fairness {
  readonly strength: 'weak' | 'strong'
  readonly thread: ThreadRef
  /** Only steps of events of this type. */
  readonly event?: string
  /** Only steps of a thread that has begun: nobody obliges one at rest. */
  readonly begun?: true
}

interface Scope {
  readonly event?: string
  readonly begun?: true
}

/** What `thread` can take for ever, it takes some time: `weaklyFair(user, { event: 'take' })`. */
export const weaklyFair = (thread: ThreadRef, scope: Scope = {}): Fairness => ({ strength: 'weak', thread, ...scope })

/** What `thread` can take again and again, it takes some time, also where it cannot take it in between. */
export const stronglyFair = (thread: ThreadRef, scope: Scope = {}): Fairness => ({
  strength: 'strong',
  thread,
  ...scope,
})

/** Unless a property says otherwise: every thread goes on while it can. */
export const everyThreadGoesOn = ({ threads }: Network): readonly Fairness[] => threads.map((one) => weaklyFair(one))

/** As it is printed with a verdict: `A (weak)`, `B (strong, take, once begun)`. */
export function showFairness({ strength, thread, event, begun }: Fairness): string {
  const words = [strength, ...(event === undefined ? [] : [event]), ...(begun ? ['once begun'] : [])]
  return `${thread.name} (${words.join(', ')})`
}

/** Assumptions are told apart by the bits of a word, and so are threads. */
export const MOST = 31

/** @throws ModelError if there are too many threads, or one that the network does not have. */
export function refuseThreads({ threads }: Network, property: string, about: readonly ThreadRef[]): void {
  const where = `property "${property}"`
  if (about.length > MOST) throw new ModelError(`${where} names ${about.length} threads; allowed: at most ${MOST}`)
  const unknown = about.find((thread) => !threads.includes(thread))
  if (unknown !== undefined)
    throw new ModelError(
      `${where} is about "${unknown.name}", which is no thread of the network; threads: ${threads.map(({ name }) => name).join(', ')}`,
    )
}

/** @throws ModelError if an assumption is about a thread or an event that the network does not have, or there are too many. */
export function refuseUnknown(network: Network, property: string, fairness: readonly Fairness[]): void {
  refuseThreads(
    network,
    property,
    fairness.map(({ thread }) => thread),
  )
  for (const { thread, event } of fairness)
    if (event !== undefined && !knows(thread.machine, event))
      throw new ModelError(
        `property "${property}": fairness of "${thread.name}", event "${event}", for which its machine has no transition`,
      )
}

/** Whether a thread is between two operations. */
export function restsIn(thread: ThreadRef): (see: See) => boolean {
  const { name, rests } = thread
  if (rests !== undefined) return (see) => rests(see(thread))
  const first = canonicalKey(name, initialSnapshot(thread))
  return (see) => {
    const seen = see(thread)
    return seen.status !== 'active' || seen.hasTag('rest') || canonicalKey(name, seen) === first
  }
}
