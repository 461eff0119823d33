/**
 * Small random networks, first as plain data (which fast-check can shrink and print), then as machines.
 *
 * Every leaf state carries its own name as a tag, so that a test can ask for a leaf without knowing whether it is nested.
 * Objects refuse some events in some states, threads may tell them all the same: that is where illegal events come from.
 */
import fc from 'fast-check'

export const objectEvents = ['a', 'b', 'c'] as const
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

export interface EdgeShape {
  readonly event: ThreadEventName
  readonly target: number
  readonly when: readonly Look[]
  /** Only for the offer that carries this number. */
  readonly number: number | undefined
  readonly tells: readonly Told[]
  readonly count: Count
}

export interface LeafShape {
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
  readonly forbiddenStep: { readonly event: ThreadEventName; readonly before: Look; readonly after: Look } | undefined
  readonly deadlocks: boolean
}

const sometimes = <T>(arbitrary: fc.Arbitrary<T>, oneIn = 3) =>
  fc.option(arbitrary, { nil: undefined, freq: oneIn - 1 }).map((value) => value)

const index = fc.nat({ max: 5 })
const count = fc.constantFrom<Count>('keep', 'keep', 'up', 'reset', 'take')
const look = fc.record<Look>({
  part: index,
  ask: fc.constantFrom('leaf', 'leaf', 'count'),
  value: fc.nat({ max: 2 }),
  negated: fc.boolean(),
})
const told = fc.record<Told>({ object: index, event: fc.constantFrom(...objectEvents), number: fc.nat({ max: 1 }) })

const object = fc.record<ObjectShape>({
  leaves: fc.array(
    fc.array(
      fc.record<Reaction>({
        event: fc.constantFrom(...objectEvents),
        target: index,
        count,
        onlyAtZero: fc.constantFrom(false, false, false, true),
      }),
      { minLength: 2, maxLength: 5 },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  modulus: fc.integer({ min: 1, max: 3 }),
  nested: fc.boolean(),
})

const edge = fc.record<EdgeShape>({
  event: fc.constantFrom(...threadEvents),
  target: index,
  when: fc.array(look, { maxLength: 2 }),
  number: sometimes(fc.nat({ max: 1 })),
  tells: fc.array(told, { maxLength: 2 }),
  count,
})

const leaf = fc.record<LeafShape>({
  edges: fc.array(edge, { minLength: 1, maxLength: 3 }),
  entry: sometimes(told, 6),
  always: sometimes(look, 6),
  rest: fc.boolean(),
})

const thread = fc.record<ThreadShape>({
  leaves: fc.array(leaf, { minLength: 2, maxLength: 4 }),
  modulus: fc.integer({ min: 1, max: 2 }),
  nested: fc.boolean(),
  once: fc.boolean(),
  numbers: fc.integer({ min: 1, max: 2 }),
})

export const networkShape: fc.Arbitrary<NetworkShape> = fc.record<NetworkShape>({
  objects: fc.array(object, { minLength: 1, maxLength: 3 }),
  threads: fc.array(thread, { minLength: 1, maxLength: 3 }),
  forbidden: sometimes(fc.array(look, { minLength: 2, maxLength: 3 })),
  forbiddenStep: sometimes(
    fc.record({ event: fc.constantFrom(...threadEvents), before: look, after: look }),
  ),
  deadlocks: fc.boolean(),
})
