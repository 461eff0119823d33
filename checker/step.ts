/**
 * One step of a network, taken by XState itself. This file is the only place that says what a step means; the learned
 * tables, the replay of counterexamples and the reports all go through it.
 */
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyTransitionDefinition,
  createActor,
  type ExecutableActionObject,
  type InspectionEvent,
  initialTransition,
} from 'xstate'
import { deepFreeze } from './canonical.ts'
import { ModelError, oneLine } from './errors.ts'
import { eventTypes } from './event-types.ts'
import { type ObjectRef, type Offer, type PartRef, type See, showData, type Tell, type ThreadRef } from './network.ts'

/** Reads a part's snapshot as it is before the step. */
export type Look = (part: PartRef) => AnyMachineSnapshot

/** One transition of one part that a step fired: on the event itself first, then without one, on the way to rest. */
export interface Fired {
  readonly part: PartRef
  readonly transition: AnyTransitionDefinition
}

/** What an object made of one event that it was told; several in one step follow one another. */
export interface Reaction {
  readonly object: ObjectRef
  readonly event: Offer
  readonly before: AnyMachineSnapshot
  readonly after: AnyMachineSnapshot
}

export type StepOutcome =
  | { readonly kind: 'disabled' }
  | {
      readonly kind: 'taken'
      readonly fired: readonly Fired[]
      readonly reactions: readonly Reaction[]
      readonly after: ReadonlyMap<PartRef, AnyMachineSnapshot>
    }
  | {
      readonly kind: 'illegal'
      readonly fired: readonly Fired[]
      readonly object: ObjectRef
      readonly event: Offer
      readonly state: AnyMachineSnapshot
    }

/** The snapshot in which a part starts. */
export function initialSnapshot(part: PartRef): AnyMachineSnapshot {
  const { machine, starts } = part
  if (starts !== undefined) return naming(part, '(start)', () => machine.resolveState({ ...starts }))
  const [snapshot, actions] = naming(part, '(start)', () => initialTransition(part.machine, part.input as never))
  const effect = actions.find((action) => !isInert(action))
  if (effect !== undefined)
    throw new ModelError(
      `machine "${part.name}": its initial state runs the action "${nameOf(effect)}"; there is no step yet`,
    )
  return checked(part, 'the start', snapshot)
}

/** The eventless transitions that a part takes before its first step. */
export function firedAtStart(part: PartRef): readonly Fired[] {
  return part.starts === undefined ? naming(part, '(start)', () => observer(part).atStart) : []
}

/**
 * Lets `thread` take `offer` in the world that `look` shows. Pure as long as the model is.
 *
 * @param see what the model's own guards and actions look with; the same world as `look`
 */
export function takeStep(thread: ThreadRef, offer: Offer, look: Look, see: Look = look): StepOutcome {
  deepFreeze(offer)
  const told: { object: ObjectRef; event: Offer }[] = []
  let open = false
  const tell: Tell = (object, event) => {
    if (!open)
      throw new ModelError(
        `machine "${thread.name}", event "${offer.type}": tells "${object.name}" the event ${event.type} outside of its actions; only an action of the step may tell (no guard, no assign)`,
      )
    told.push({ object: object as unknown as ObjectRef, event })
  }
  const event = { ...offer, see: see as See, tell }
  const moved = fire(thread, look(thread), event)
  if (moved === undefined) return { kind: 'disabled' }
  naming(thread, offer.type, () => {
    open = true
    for (const action of moved.actions) if (!isInert(action)) run(thread, offer.type, action)
    open = false
  })
  const fired = [...moved.fired]
  const reactions: Reaction[] = []
  const after = new Map<PartRef, AnyMachineSnapshot>([[thread, checked(thread, `event "${offer.type}"`, moved.next)]])
  for (const { object, event } of told) {
    const state = after.get(object) ?? look(object)
    const reaction = fire(object, state, event)
    if (reaction === undefined) return { kind: 'illegal', fired, object, event, state }
    fired.push(...reaction.fired)
    const effect = reaction.actions.find((action) => !isInert(action))
    if (effect !== undefined)
      throw new ModelError(
        `object "${object.name}", event "${event.type}": runs the action "${nameOf(effect)}"; objects only assign`,
      )
    const next = checked(object, `event "${event.type}"`, reaction.next)
    after.set(object, next)
    reactions.push({ object, event, before: state, after: next })
  }
  return { kind: 'taken', fired, reactions, after }
}

/** What an event fires in `state` and where that leads; nothing if no transition is enabled. */
function fire(part: PartRef, state: AnyMachineSnapshot, event: Offer) {
  if (state.status !== 'active') return undefined
  const { machine, name } = part
  return naming(part, event.type, () => {
    const enabled = machine.getTransitionData(state, event)
    if (enabled.length === 0) return undefined
    const actions: ExecutableActionObject[] = []
    const actionExecutor = (action: ExecutableActionObject) => void actions.push(action)
    const { scope, taken } = observer(part)
    taken.length = 0
    const next = machine.transition(state, event, { ...scope, actionExecutor })
    const fired: Fired[] = taken.map((transition) => ({ part, transition }))
    // its name is taken now in the scope's system; whoever asks again is to hear the same
    if (Object.keys(next.children).length > 0) observers.delete(part)
    // XState has asked the guards twice by now. With a third answer, one that alternates is found out when asked again.
    const again = machine.getTransitionData(state, event)
    if (again.length !== enabled.length || again.some((transition, i) => transition !== enabled[i]))
      throw new ModelError(
        `machine "${name}", event "${event.type}" gives different answers in the same situation; a guard must be a function of what it looks at`,
      )
    return { fired, next, actions }
  })
}

/** How a part's machine is run: in a scope without effects, where XState says which transitions it takes. */
interface Observer {
  readonly scope: AnyActorScope
  /** Filled by XState, microstep by microstep. */
  readonly taken: AnyTransitionDefinition[]
  readonly atStart: readonly Fired[]
}

const observers = new WeakMap<PartRef, Observer>()

/**
 * What XState's own `transition` makes for each call: an actor that does nothing. Making one computes the machine's
 * initial snapshot; once per part, the checks of `own-fault` take a fifth less.
 */
function observer(part: PartRef): Observer {
  const known = observers.get(part)
  if (known !== undefined) return known
  const taken: AnyTransitionDefinition[] = []
  const inspect = (seen: InspectionEvent): void => {
    if (seen.type === '@xstate.microstep') taken.push(...seen._transitions)
  }
  const self = createActor(part.machine, { input: part.input, inspect } as never)
  const nothing = () => {}
  const scope: AnyActorScope = {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  }
  const made = { scope, taken, atStart: taken.map((transition) => ({ part, transition })) }
  observers.set(part, made)
  return made
}

/** The events that the scheduler offers a thread: those declared, or every event type of its machine. */
export function offersOf(thread: ThreadRef): readonly Offer[] {
  return thread.offers ?? eventTypes(thread.machine).map((type) => ({ type }))
}

/** An event as it is written in traces: its type, and its payload where it has one. */
export function showOffer(offer: Offer): string {
  const payload = Object.entries(offer).filter(([key]) => key !== 'type')
  if (payload.length === 0) return offer.type
  return `${offer.type}(${payload.map(([key, value]) => `${key}=${showData(value)}`).join(', ')})`
}

type Action = ReturnType<typeof initialTransition>[1][number] | ExecutableActionObject

/** XState's own actions that have no effect but what the snapshot already shows. A log line is not part of a state. */
function isInert({ type, params }: Action): boolean {
  return type === 'xstate.log' || (type === 'xstate.raise' && (params as { delay?: unknown }).delay === undefined)
}

const nameOf = ({ type }: Action): string => type.replace(/^xstate\./, '')

/** Lets a thread's own action look and tell. Whatever XState would do to actors, clocks and listeners is refused. */
function run(part: PartRef, event: string, action: Action): void {
  const where = `machine "${part.name}", event "${event}": the action "${nameOf(action)}"`
  if (action.type.startsWith('xstate.'))
    throw new ModelError(
      `${where} has an effect outside of the step, which no state would show; tell an object instead`,
    )
  if (action.exec === undefined) throw new ModelError(`${where} is not implemented`)
  deepFreeze(action.info.context)
  action.exec(action.info as never, action.params as never)
}

function checked(part: PartRef, when: string, snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  if (Object.keys(snapshot.children).length > 0)
    throw new ModelError(
      `machine "${part.name}", ${when}: spawns an actor; the checker explores only the network's own parts`,
    )
  if (snapshot.status === 'error')
    throw new ModelError(`machine "${part.name}", ${when}: fails with ${oneLine(snapshot.error)}`)
  return snapshot
}

/** Errors of the model carry the machine, its event, and what went wrong. */
function naming<Result>(part: PartRef, event: string, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof ModelError) throw error
    throw new ModelError(`machine "${part.name}", event "${event}": ${oneLine(error)}`, { cause: error })
  }
}
