/** Why nobody moves: what each thread that is not done could take, and the guards that say no. */
import { type AnyMachineSnapshot, getNextTransitions } from 'xstate'
import { accepts } from './event-types.ts'
import { showGuard } from './guard.ts'
import type { Network, ThreadRef } from './network.ts'
import { type Look, offersOf, showOffer } from './step.ts'
import type { Waiting } from './trace/trace.ts'

/** The threads that are neither in a final state nor in one tagged `rest`, in the order of the network. */
export function explainWaiting(network: Network, look: Look): Waiting[] {
  return network.threads.filter((thread) => !isAtRest(thread, look)).map((thread) => waitingThread(thread, look))
}

/** What one thread could take in its present state, whatever the other parts say. */
export function waitingThread(thread: ThreadRef, look: Look): Waiting {
  const snapshot = look(thread)
  const candidates = snapshot.status === 'active' ? getNextTransitions(snapshot) : []
  const events = offersOf(thread).flatMap((offer) => {
    const transitions = candidates.filter(({ eventType }) => accepts(eventType, offer.type))
    if (transitions.length === 0) return []
    const guards = transitions.flatMap(({ guard }) => (guard === undefined ? [] : [showGuard(guard)]))
    return [{ event: showOffer(offer), guards: [...new Set(guards)] }]
  })
  return { thread: thread.name, state: thread.show(snapshot), events }
}

const known = new WeakMap<AnyMachineSnapshot, ReadonlySet<string>>()

/** The events for which a state has transitions, whatever their guards say. */
export function eventsIn(state: AnyMachineSnapshot): ReadonlySet<string> {
  let events = known.get(state)
  if (events === undefined) {
    events = new Set(state.status === 'active' ? getNextTransitions(state).map(({ eventType }) => eventType) : [])
    known.set(state, events)
  }
  return events
}

/** The guards that a state asks before it takes one of these events. */
export function guardsIn(
  state: AnyMachineSnapshot,
  events: readonly string[],
): { readonly event: string; readonly guard: string }[] {
  if (state.status !== 'active') return []
  return getNextTransitions(state).flatMap(({ eventType, guard }) =>
    guard === undefined || !events.includes(eventType) ? [] : [{ event: eventType, guard: showGuard(guard) }],
  )
}

/** Whether a thread may stay where it is for ever: in a final state, or in one tagged `rest`. */
export function isAtRest(thread: ThreadRef, look: Look): boolean {
  const snapshot = look(thread)
  return snapshot.status !== 'active' || snapshot.hasTag('rest')
}
