/** Turns the plain data of a random network into machines, a network and its properties. */
import { setup } from 'xstate'
import { knows } from '../../checker/event-types.ts'
import {
  type Invariant,
  invariant,
  type Network,
  network,
  type ObjectRef,
  object,
  type PartRef,
  type Property,
  type See,
  type StepProperty,
  type StructuralName,
  stepProperty,
  type Tell,
  thread,
} from '../../checker/index.ts'
import {
  type Count,
  type Look,
  type NetworkShape,
  type ObjectEventName,
  type ObjectShape,
  type ThreadEventName,
  type ThreadShape,
  type Told,
  threadEvents,
} from './random-network.ts'

export interface BuiltNetwork {
  readonly network: Network
  readonly properties: readonly Property[]
  readonly structural: readonly StructuralName[]
}

/** Whether a thread is offered one of its events; both by their place. */
export type Keeps = (thread: number, offer: number) => boolean

/**
 * A network of members that are alike: each has the objects and threads of the shape but the first object, which all of
 * them share, and which remembers who told it something last. What breaks a property is one member's situation.
 */
export function buildAlikeNetwork(shape: NetworkShape, count: number): BuiltNetwork {
  const [first, ...own] = shape.objects
  const shared = first === undefined ? [] : [object('shared', objectMachine(first, true))]
  const members = Array.from({ length: count }, (_, m) => {
    const name = `member ${m}`
    const owned = own.map((part, i) => object(`object ${m}.${i}`, objectMachine(part)))
    const told = [...shared, ...owned]
    const parts: PartRef[] = [...told]
    const threads = shape.threads.map((part, i) => {
      const machine = threadMachine(part, told, parts, name)
      const numbers = Array.from({ length: part.numbers }, (_, number) => number)
      const known = threadEvents.filter((type) => knows(machine, type))
      const offers = known.flatMap((type) => numbers.map((number) => ({ type, number })))
      return thread(`thread ${m}.${i}`, machine, { offers })
    })
    parts.push(...threads)
    return { name, owned, threads, parts }
  })
  const each = members.map(({ parts, threads, name }) => ({
    properties: propertiesOf(shape, parts, name),
    threads: threads.map((thread) => thread.name),
  }))
  return {
    network: network({
      objects: [...shared, ...members.flatMap(({ owned }) => owned)],
      threads: members.flatMap(({ threads }) => threads),
      symmetry: [
        {
          name: 'members',
          members: members.map(({ name, owned, threads }) => ({ parts: [...owned, ...threads], names: [name] })),
        },
      ],
    }),
    properties: anyOf(each),
    structural: shape.deadlocks ? ['no-illegal-event', 'no-deadlock'] : ['no-illegal-event'],
  }
}

/** A property of any member becomes one of them all; a step is judged by the member that takes it. */
function anyOf(each: readonly { properties: readonly Property[]; threads: readonly string[] }[]): Property[] {
  const [first = { properties: [] }] = each
  return first.properties.map(({ kind, name }, i) =>
    kind === 'invariant'
      ? invariant(name, (see) => {
          const answers = each.map(({ properties }) => (properties[i] as Invariant).check(see))
          return answers.find((answer) => answer !== true) ?? true
        })
      : stepProperty(name, (step) => {
          const mine = each.find(({ threads }) => threads.includes(step.thread))
          return mine === undefined || (mine.properties[i] as StepProperty).check(step)
        }),
  )
}

export function buildNetwork(shape: NetworkShape, keeps: Keeps = () => true): BuiltNetwork {
  const objects = shape.objects.map((part, index) => object(`object ${index}`, objectMachine(part)))
  const parts: PartRef[] = [...objects]
  const threads = shape.threads.map((part, index) => {
    const numbers = Array.from({ length: part.numbers }, (_, number) => number)
    const machine = threadMachine(part, objects, parts)
    const known = threadEvents.filter((type) => knows(machine, type))
    const offers = known.flatMap((type) => numbers.map((number) => ({ type, number })))
    return thread(`thread ${index}`, machine, { offers: offers.filter((_, offer) => keeps(index, offer)) })
  })
  parts.push(...threads)
  return {
    network: network({ objects, threads }),
    properties: propertiesOf(shape, parts),
    structural: shape.deadlocks ? ['no-illegal-event', 'no-deadlock'] : ['no-illegal-event'],
  }
}

function propertiesOf({ forbidden, forbiddenStep }: NetworkShape, parts: readonly PartRef[], self = ''): Property[] {
  const properties: Property[] = []
  if (forbidden !== undefined)
    properties.push(
      invariant('forbidden state', (see) => !forbidden.every((look) => answer(see, parts, look, self)) || 'is reached'),
    )
  if (forbiddenStep !== undefined)
    properties.push(
      stepProperty('forbidden step', ({ event, before, after }) => {
        if (event !== forbiddenStep.event || !forbiddenStep.before.every((look) => answer(before, parts, look, self)))
          return true
        return !forbiddenStep.after.every((look) => answer(after, parts, look, self)) || 'is taken'
      }),
    )
  return properties
}

/** The counter's next value. */
function counted(how: Count, count: number, number: number, modulus: number): number {
  switch (how) {
    case 'keep':
      return count
    case 'up':
      return (count + 1) % modulus
    case 'reset':
      return 0
    case 'take':
      return number % modulus
  }
}

type ItemOf<Type> = Type extends readonly (infer Item)[] ? Item : never

const objects = setup({
  types: {
    context: {} as { count: number; last?: string },
    events: {} as { type: ObjectEventName; number: number; by: string },
  },
})
type ObjectState = NonNullable<NonNullable<Parameters<typeof objects.createMachine>[0]['states']>[string]>
type Reaction = ItemOf<NonNullable<ObjectState['on']>[ObjectEventName]>

/** @param remembers who was the last to tell it something that made its counter take a number */
function objectMachine({ leaves, modulus, nested }: ObjectShape, remembers = false) {
  const states = leaves.map((reactions, index): [string, ObjectState] => {
    const on = (type: ObjectEventName) =>
      reactions
        .filter(({ event }) => event === type)
        .map(
          ({ target, count, onlyAtZero }): Reaction => ({
            target: idOf(target % leaves.length),
            guard: ({ context }) => !onlyAtZero || context.count === 0,
            actions: objects.assign(({ context, event }) => ({
              count: counted(count, context.count, event.number, modulus),
              ...(remembers && count !== 'keep' ? { last: event.by } : {}),
            })),
          }),
        )
    return [nameOf(index), { ...identity(index), on: { a: on('a'), b: on('b'), c: on('c') } }]
  })
  const inner = { initial: nameOf(1), states: Object.fromEntries(states.slice(1)), on: { c: idOf(0) } }
  return objects.createMachine({
    context: remembers ? { count: 0, last: '' } : { count: 0 },
    initial: nameOf(0),
    states:
      nested && leaves.length > 1 ? { ...Object.fromEntries(states.slice(0, 1)), inner } : Object.fromEntries(states),
  })
}

type ThreadEvent = { type: ThreadEventName; number: number; see: See; tell: Tell }
const threads = setup({ types: { context: {} as { count: number }, events: {} as ThreadEvent } })
type ThreadState = NonNullable<NonNullable<Parameters<typeof threads.createMachine>[0]['states']>[string]>
type Edge = ItemOf<NonNullable<ThreadState['on']>[ThreadEventName]>

function threadMachine(
  { leaves, modulus, nested, once }: ThreadShape,
  told: readonly ObjectRef[],
  parts: readonly PartRef[],
  self = '',
) {
  const last = leaves.length - 1
  const say = (event: ThreadEvent, { object, event: type, number }: Told) =>
    event.tell(at(told, object), { type, number, by: self })
  const states = leaves.map(({ edges, entry, always, rest }, index): [string, ThreadState] => {
    const tags = rest ? [nameOf(index), 'rest'] : [nameOf(index)]
    if (once && index === last) return [nameOf(index), { ...identity(index), type: 'final' }]
    const targetOf = (wanted: number) => idOf(once ? index + 1 + (wanted % (last - index)) : wanted % leaves.length)
    const on = (type: ThreadEventName) =>
      edges
        .filter(({ event }) => event === type)
        .map(
          ({ target, when, number, tells, count }): Edge => ({
            target: targetOf(target),
            guard: ({ event }) =>
              (number === undefined || number === event.number) &&
              when.every((look) => answer(event.see, parts, look, self)),
            actions: [
              threads.assign(({ context, event }) => ({ count: counted(count, context.count, event.number, modulus) })),
              ({ event }) => {
                for (const item of tells) say(event, item)
              },
            ],
          }),
        )
    const state: ThreadState = { id: nameOf(index), tags, on: { x: on('x'), y: on('y'), z: on('z') } }
    // the initial state is entered without a step: there is nobody to tell and nothing to see
    if (index === 0) return [nameOf(index), state]
    if (entry !== undefined) state.entry = ({ event }) => say(event, entry)
    if (always !== undefined && index < last)
      state.always = { target: idOf(index + 1), guard: ({ event }) => answer(event.see, parts, always, self) }
    return [nameOf(index), state]
  })
  const innermost = once ? last : leaves.length
  const inner = { initial: nameOf(1), states: Object.fromEntries(states.slice(1, innermost)) }
  const outer = [...states.slice(0, 1), ...states.slice(innermost)]
  return threads.createMachine({
    context: { count: 0 },
    initial: nameOf(0),
    states: nested && innermost > 1 ? { ...Object.fromEntries(outer), inner } : Object.fromEntries(states),
  })
}

/** @param self who asks: of an object that remembers somebody, one question is whether it is that one */
function answer(see: See, parts: readonly PartRef[], { part, ask, value, negated }: Look, self: string): boolean {
  const snapshot = see(at(parts, part))
  const { count, last } = snapshot.context
  const counts = last !== undefined && value === 2 ? last === self : count === value
  const yes = ask === 'leaf' ? snapshot.hasTag(nameOf(value)) : counts
  return yes !== negated
}

const nameOf = (leaf: number) => `leaf${leaf}`
const idOf = (leaf: number) => `#${nameOf(leaf)}`
const identity = (leaf: number) => ({ id: nameOf(leaf), tags: [nameOf(leaf)] })

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}
