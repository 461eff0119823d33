/**
 * Small random networks, first as plain data (which fast-check can shrink and print), then as machines.
 *
 * Every leaf state carries its own name as a tag, so that a test can ask for a leaf without knowing whether it is nested.
 * Objects refuse some events in some states, threads may tell them all the same: that is where illegal events come from.
 */
import fc from 'fast-check'

const objectEvents = ['a', 'b', 'c'] as const
export const threadEvents = ['x', 'y', 'z'] as const
export type ObjectEventName = (typeof objectEvents)[number]
export type ThreadEventName = (typeof threadEvents)[number]

/** What happens to a counter: it stays, goes up (and wraps), starts again, or takes the event's number. */
export type Count = 'keep' | 'up' | 'reset' | 'take'

export interface Reaction {
  readonly event: ObjectEventName
  readonly target: number
  readonly count: Count
  /** The reaction exists only while the counter is zero. */
  readonly onlyAtZero: boolean
}

export interface ObjectShape {
  /** The reactions of each leaf. */
  readonly leaves: readonly (readonly Reaction[])[]
  readonly modulus: number
  /** All leaves but the first are inside a compound state, which takes `c` for all of them. */
  readonly nested: boolean
}

/** A question about one part; `part` counts objects first, and wraps. */
export interface Look {
  readonly part: number
  readonly ask: 'leaf' | 'count'
  readonly value: number
  readonly negated: boolean
}

export interface Told {
  readonly object: number
  readonly event: ObjectEventName
  readonly number: number
}

interface EdgeShape {
  readonly event: ThreadEventName
  readonly target: number
  readonly when: readonly Look[]
  /** Only for the offer that carries this number. */
  readonly number: number | undefined
  readonly tells: readonly Told[]
  readonly count: Count
}

interface LeafShape {
  readonly edges: readonly EdgeShape[]
  readonly entry: Told | undefined
  /** An eventless way on to the next leaf. */
  readonly always: Look | undefined
  readonly rest: boolean
}

export interface ThreadShape {
  readonly leaves: readonly LeafShape[]
  readonly modulus: number
  readonly nested: boolean
  /** Runs once: edges only go forward and the last leaf is final. */
  readonly once: boolean
  /** How many numbers each event is offered with. */
  readonly numbers: number
}

export interface NetworkShape {
  readonly objects: readonly ObjectShape[]
  readonly threads: readonly ThreadShape[]
  /** All of them true at once breaks the invariant. */
  readonly forbidden: readonly Look[] | undefined
  /** A step of this event from one situation to the other breaks the step property. */
  readonly forbiddenStep:
    | { readonly event: ThreadEventName; readonly before: readonly Look[]; readonly after: readonly Look[] }
    | undefined
  readonly deadlocks: boolean
}

const sometimes = <T>(arbitrary: fc.Arbitrary<T>, oneIn: number) =>
  fc.option(arbitrary, { nil: undefined, freq: oneIn - 1 })

const index = fc.nat({ max: 5 })
const count = fc.constantFrom<Count>('keep', 'up', 'up', 'reset', 'take')
const look = fc.record<Look>({
  part: index,
  ask: fc.constantFrom('leaf', 'leaf', 'count'),
  value: fc.nat({ max: 2 }),
  negated: fc.boolean(),
})
/** Properties look for one situation, not for all but one: most networks would break those at once. */
const situation = look.map((found): Look => ({ ...found, negated: false }))
const situations = (count: number) => fc.array(situation, { minLength: count, maxLength: count + 1 })
const told = fc.record<Told>({ object: index, event: fc.constantFrom(...objectEvents), number: fc.nat({ max: 1 }) })

const reaction = (event: ObjectEventName) =>
  fc.record<Reaction>({ event: fc.constant(event), target: index, count, onlyAtZero: fc.constant(false) })

/** An event is refused in one of 30 states, or in one of 30 while the counter is not zero. */
const reactionsTo = (event: ObjectEventName) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<Reaction[]>([]) },
    { weight: 1, arbitrary: reaction(event).map((only): Reaction[] => [{ ...only, onlyAtZero: true }]) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(reaction(event), reaction(event))
        .map(([first, second]): Reaction[] => [{ ...first, onlyAtZero: true }, second]),
    },
    { weight: 22, arbitrary: reaction(event).map((only): Reaction[] => [only]) },
  )

const object = fc.record<ObjectShape>({
  leaves: fc.array(
    fc.tuple(...objectEvents.map(reactionsTo)).map((reactions) => reactions.flat()),
    { minLength: 1, maxLength: 3, size: 'max' },
  ),
  modulus: fc.integer({ min: 2, max: 3 }),
  nested: fc.boolean(),
})

const edge = fc.record<EdgeShape>({
  event: fc.constantFrom(...threadEvents),
  target: index,
  when: fc.oneof(fc.constant<Look[]>([]), fc.array(look, { maxLength: 2 })),
  number: sometimes(fc.nat({ max: 1 }), 4),
  tells: fc.array(told, { maxLength: 2 }),
  count,
})

const leaf = fc.record<LeafShape>({
  edges: fc.array(edge, { minLength: 2, maxLength: 5, size: 'max' }),
  entry: sometimes(told, 6),
  always: sometimes(look, 8),
  rest: fc.constantFrom(true, false, false),
})

const thread = fc.record<ThreadShape>({
  leaves: fc.array(leaf, { minLength: 2, maxLength: 4, size: 'max' }),
  modulus: fc.integer({ min: 1, max: 2 }),
  nested: fc.boolean(),
  once: fc.constantFrom(true, false, false),
  numbers: fc.integer({ min: 1, max: 2 }),
})

export const networkShape: fc.Arbitrary<NetworkShape> = fc.record<NetworkShape>({
  objects: fc.array(object, { minLength: 1, maxLength: 3, size: 'max' }),
  threads: fc.array(thread, { minLength: 1, maxLength: 3, size: 'max' }),
  forbidden: sometimes(situations(3), 4),
  forbiddenStep: sometimes(
    fc.record({ event: fc.constantFrom(...threadEvents), before: situations(2), after: situations(1) }),
    4,
  ),
  deadlocks: fc.constantFrom(true, true, true, false),
})

/** What one member of a network of equal ones is like, and how many there are: small enough that their product is, too. */
export const alikeShape: fc.Arbitrary<{ readonly shape: NetworkShape; readonly members: number }> = fc.record({
  shape: fc.record<NetworkShape>({
    objects: fc.array(object, { minLength: 2, maxLength: 3, size: 'max' }),
    threads: fc.array(thread, { minLength: 1, maxLength: 1 }),
    forbidden: sometimes(situations(3), 4),
    forbiddenStep: sometimes(
      fc.record({ event: fc.constantFrom(...threadEvents), before: situations(2), after: situations(1) }),
      4,
    ),
    deadlocks: fc.constantFrom(true, true, true, false),
  }),
  members: fc.integer({ min: 2, max: 3 }),
})
