/** Why somebody does not move: what each thread could take, the guards that say no, and who holds what they look at. */
import { type AnyMachineSnapshot, getNextTransitions } from 'xstate'
import { accepts } from './event-types.ts'
import { showGuard } from './guard.ts'
import type { Network, ObjectRef, PartRef, ThreadRef } from './network.ts'
import { type Look, offersOf, showOffer, takeStep } from './step.ts'
import type { Waiting } from './trace/trace.ts'

/** The threads that are neither in a final state nor in one tagged `rest`, in the order of the network. */
export function explainWaiting(network: Network, look: Look): Waiting[] {
  return network.threads
    .filter((thread) => !isAtRest(thread, look))
    .map((thread) => ({ ...waitingThread(thread, look), ...locksOf(network, thread, look) }))
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

/** The locks that a thread that waits holds, and those that its guards look at while somebody holds them. */
function locksOf({ objects }: Network, thread: ThreadRef, look: Look): Pick<Waiting, 'holds' | 'waitsFor'> {
  const seen = new Set<PartRef>()
  const see: Look = (part) => {
    seen.add(part)
    return look(part)
  }
  for (const offer of offersOf(thread)) takeStep(thread, offer, look, see)
  const locks = objects.flatMap((lock) => {
    const heldBy = holdersOf(lock, look)
    return heldBy.length === 0 ? [] : [{ lock, heldBy }]
  })
  const holds = locks.filter(({ heldBy }) => heldBy.includes(thread.name)).map(({ lock }) => lock.name)
  const waitsFor = locks.filter(({ lock }) => seen.has(lock)).map(({ lock, heldBy }) => ({ lock: lock.name, heldBy }))
  return { ...(holds.length === 0 ? {} : { holds }), ...(waitsFor.length === 0 ? {} : { waitsFor }) }
}

const holdersOf = (lock: ObjectRef, look: Look): readonly string[] => lock.holders?.(look(lock)) ?? []
