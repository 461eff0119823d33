/**
 * What a network is: named XState machines, some passive (objects), some active (threads).
 *
 * A thread's event is one atomic step. Its guards look at objects with `event.see(object)`, its actions tell objects
 * events with `event.tell(object, …)`. Everything that one step looks at is the world as it was before the step; the
 * told events arrive in the order in which they were told.
 *
 * Guards, actions and properties compare data, not identity. Equal data of what they look at is one frozen object,
 * whichever machine holds it, with keys in alphabetical order; but what an action of the same step has just assigned is
 * another, and so is a model's own constant: `===` between such objects says nothing about the state.
 */
import { isDeepStrictEqual } from 'node:util'
import type { AnyMachineSnapshot, AnyStateMachine, EventFromLogic, SnapshotFrom } from 'xstate'
import { ModelError } from './errors.ts'
import { eventTypes, knows } from './event-types.ts'

interface Part<Machine extends AnyStateMachine> {
  readonly name: string
  readonly machine: Machine
  readonly input: unknown
  /** How this part's local state reads in a trace, for instance `zero` or `device(A, writable)`. */
  readonly show: (snapshot: SnapshotFrom<Machine>) => string
  /** Whether its changes may be left out where a trace is printed for people. */
  readonly quiet: boolean
  /** Where it starts, if not in the machine's initial state. */
  readonly starts: Start<Machine> | undefined
}

/** A local state, as `machine.resolveState` takes it. */
type Start<Machine extends AnyStateMachine> = Pick<SnapshotFrom<Machine>, 'value' | 'context'>

/** A passive machine: it only reacts to the events that threads tell it. */
export interface ObjectRef<Machine extends AnyStateMachine = AnyStateMachine> extends Part<Machine> {
  readonly kind: 'object'
  /** For a lock: the names of the threads that hold it. It is only for reports, and decides nothing. */
  readonly holders: ((snapshot: SnapshotFrom<Machine>) => readonly string[]) | undefined
  /** By event type, what a thread does that tells it this event where it does not accept it. It is only for reports. */
  readonly refusals: Readonly<Record<string, string>>
}

/** An active machine: the scheduler may let it take any of its enabled events at any time. */
export interface ThreadRef<Machine extends AnyStateMachine = AnyStateMachine> extends Part<Machine> {
  readonly kind: 'thread'
  /** The events that the scheduler offers; by default every event type that the machine declares. */
  readonly offers: readonly Offer[] | undefined
  /**
   * Whether it is between two operations, and may stay there: where what is begun must be completed. Unless told, in a
   * final state, in one tagged `rest`, or just as it was at its start.
   */
  readonly rests: ((snapshot: SnapshotFrom<Machine>) => boolean) | undefined
}

/** One event that a thread may take: its type, and a payload if the machine wants one. */
export type Offer = { readonly type: string; readonly [field: string]: unknown }

export type PartRef<Machine extends AnyStateMachine = AnyStateMachine> = ObjectRef<Machine> | ThreadRef<Machine>

/** Looks at a part of the network. The snapshot is that machine's own type, and frozen. */
export type See = <Machine extends AnyStateMachine>(part: PartRef<Machine>) => SnapshotFrom<Machine>

/** Tells an object an event. One that the object does not accept in its present state is an illegal event. */
export type Tell = <Machine extends AnyStateMachine>(object: ObjectRef<Machine>, event: EventFromLogic<Machine>) => void

/** The event type of a thread: `events: {} as Step<'lock' | 'unlock'>`. */
export type Step<Type extends string> = Type extends string ? { type: Type; see: See; tell: Tell } : never

/** What plays one of several equal roles: its parts, and the names by which states and events mention it. */
export interface Member {
  readonly parts: readonly PartRef[]
  /** Besides the names of its parts, which count as well. */
  readonly names?: readonly string[]
}

/**
 * Members that may change places without anybody noticing. Each lists its parts, and its names, in the same order.
 *
 * A name is mentioned wherever a string, a key of an object, a state or an event is called so, exactly.
 */
export interface Symmetry {
  readonly name: string
  readonly members: readonly Member[]
  /** Fields of contexts that hold a set of names, as an array in alphabetical order. */
  readonly sets?: readonly string[]
}

/** The named objects and threads of one configuration. */
export interface Network {
  readonly objects: readonly ObjectRef[]
  readonly threads: readonly ThreadRef[]
  readonly symmetry: readonly Symmetry[]
}

interface PartOptions<Machine extends AnyStateMachine> {
  /** The machine's `input`. */
  readonly input?: unknown
  readonly show?: (snapshot: SnapshotFrom<Machine>) => string
  /** Leaves the part's changes out of printed traces: bookkeeping that a reader takes from the steps' names. */
  readonly quiet?: boolean
  /** Starts it in another state than the machine's initial one: a situation that it would take many steps to come to. */
  readonly starts?: Start<Machine>
}

/** Declares an object of the network; the returned reference is what `see` and `tell` take. */
export function object<Machine extends AnyStateMachine>(
  name: string,
  machine: Machine,
  options: PartOptions<Machine> & {
    readonly holders?: ObjectRef<Machine>['holders']
    readonly refusals?: { readonly [type in EventFromLogic<Machine>['type']]?: string }
  } = {},
): ObjectRef<Machine> {
  const { holders, refusals = {} } = options
  return { kind: 'object', ...part(name, machine, options), holders, refusals }
}

/** Declares a thread of the network. */
export function thread<Machine extends AnyStateMachine>(
  name: string,
  machine: Machine,
  options: PartOptions<Machine> & Partial<Pick<ThreadRef<Machine>, 'offers' | 'rests'>> = {},
): ThreadRef<Machine> {
  return { kind: 'thread', ...part(name, machine, options), offers: options.offers, rests: options.rests }
}

function part<Machine extends AnyStateMachine>(
  name: string,
  machine: Machine,
  { input, show, quiet, starts }: PartOptions<Machine>,
): Part<Machine> {
  return { name, machine, input, show: show ?? showSnapshot, quiet: quiet ?? false, starts }
}

/**
 * Puts objects and threads together.
 *
 * @throws ModelError if two parts share a name, no thread is given, a thread is offered an event that its machine does
 *   not know or one event twice, an object's refusal is of such an event, a machine uses what an untimed search cannot decide (`after`, `invoke`), or the
 *   members of a symmetry do not correspond.
 */
export function network(parts: {
  objects?: readonly ObjectRef[]
  threads: readonly ThreadRef[]
  symmetry?: readonly Symmetry[]
}): Network {
  const { objects = [], symmetry = [] } = parts
  if (parts.threads.length === 0) throw new ModelError('a network needs at least one thread: nothing would ever happen')
  const names = new Set<string>()
  for (const { name, machine } of [...objects, ...parts.threads]) {
    if (names.has(name)) throw new ModelError(`two parts of the network are named "${name}"; names must differ`)
    names.add(name)
    refuseUnsupported(name, machine)
  }
  for (const thread of parts.threads) refuseOffers(thread)
  for (const object of objects) refuseRefusals(object)
  refuseSymmetry(symmetry, new Set<PartRef>([...objects, ...parts.threads]))
  return { objects, threads: parts.threads, symmetry }
}

/** The local state as XState writes it: the state value, and the context where there is one. */
export function showSnapshot(snapshot: AnyMachineSnapshot): string {
  const value = showValue(snapshot.value)
  const context = Object.entries(snapshot.context as Record<string, unknown>)
  return context.length === 0 ? value : `${value} {${context.map(([key, v]) => `${key}: ${showData(v)}`).join(', ')}}`
}

function showValue(value: AnyMachineSnapshot['value']): string {
  if (typeof value === 'string') return value
  return Object.entries(value)
    .map(([state, inner]) => (inner === undefined ? state : `${state}.${showValue(inner)}`))
    .join(' | ')
}

/** A piece of a context or of an event's payload, as it is written in traces. */
export function showData(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return `${value}n`
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined'
}

/** An offer that can never be taken is a typing error; one that is there twice would be counted twice. */
function refuseOffers({ name, machine, offers = [] }: ThreadRef): void {
  for (const [i, offer] of offers.entries()) {
    const where = `machine "${name}", event "${offer.type}":`
    if (!knows(machine, offer.type))
      throw new ModelError(
        `${where} is offered, but no state of the machine has a transition for it; it has for: ${eventTypes(machine).join(', ') || 'none'}`,
      )
    if (offers.slice(0, i).some((other) => isDeepStrictEqual(other, offer)))
      throw new ModelError(`${where} is offered twice with the same payload`)
  }
}

/** What no thread can tell is a typing error, too. */
function refuseRefusals({ name, machine, refusals }: ObjectRef): void {
  for (const type of Object.keys(refusals))
    if (!knows(machine, type))
      throw new ModelError(
        `machine "${name}", event "${type}": has a refusal, but no state of the machine has a transition for it; it has for: ${eventTypes(machine).join(', ') || 'none'}`,
      )
}

/** Members correspond one to one, and nothing belongs to two of them. */
function refuseSymmetry(symmetry: readonly Symmetry[], known: ReadonlySet<PartRef>): void {
  const taken = new Set<unknown>()
  for (const { name, members } of symmetry) {
    const where = `symmetry "${name}":`
    const [first = { parts: [] }] = members
    for (const { parts, names = [] } of members) {
      if (parts.length !== first.parts.length || names.length !== (first.names ?? []).length)
        throw new ModelError(`${where} each member needs as many parts, and as many names, as the first`)
      for (const [role, part] of parts.entries()) {
        if (!known.has(part)) throw new ModelError(`${where} "${part.name}" is not a part of the network`)
        if (part.kind !== first.parts[role]?.kind)
          throw new ModelError(`${where} "${part.name}" is a ${part.kind}, "${first.parts[role]?.name}" is none`)
      }
      for (const one of [...parts, ...names]) {
        if (taken.has(one))
          throw new ModelError(`${where} "${typeof one === 'string' ? one : one.name}" belongs to two members`)
        taken.add(one)
      }
    }
  }
}

function refuseUnsupported(name: string, machine: AnyStateMachine): void {
  const visit = (node: AnyStateMachine['root']): void => {
    const where = `machine "${name}", state "${node.path.join('.') || machine.id}"`
    if (node.after.length > 0)
      throw new ModelError(
        `${where}: \`after\` needs a clock, and the checker has none; make the delay's end an event of the thread`,
      )
    if (node.invoke.length > 0)
      throw new ModelError(
        `${where}: \`invoke\` starts an actor, and the checker explores only the network's own parts; make it a thread`,
      )
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(machine.root)
}
