import { describe, expect, test } from 'vitest'
import { type AnyStateMachine, assign, createMachine, setup } from 'xstate'
import {
  check,
  invariant,
  ModelError,
  type Network,
  network,
  type Offer,
  object,
  type Step,
  thread,
} from '../../checker/index.ts'
import { showSnapshot } from '../../checker/network.ts'
import { initialSnapshot } from '../../checker/step.ts'
import { counters, doer, lockMachine, notebookMachine } from './tiny-networks.ts'

const idle = createMachine({ initial: 'idle', states: { idle: { tags: 'rest' } } })

/** The error that declaring or checking a network ends in; fails unless it is a ModelError of one line. */
async function refusal(build: () => Network): Promise<string> {
  const error: unknown = await Promise.resolve()
    .then(build)
    .then((network) => check(network))
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ModelError)
  const { message, name } = error as ModelError
  expect(name).toBe('ModelError')
  expect(message).not.toMatch(/\n/)
  return message
}

const alone = (machine: AnyStateMachine) => () => network({ threads: [thread('A', machine)] })

describe('a network is refused', () => {
  test.each([
    ['two objects', () => network({ objects: [object('x', idle), object('x', idle)], threads: [thread('A', idle)] })],
    ['two threads', () => network({ threads: [thread('x', idle), thread('x', idle)] })],
    ['an object and a thread', () => network({ objects: [object('x', idle)], threads: [thread('x', idle)] })],
  ])('if %s have the same name', async (_, build) => {
    expect(build).toThrow(ModelError)
    expect(await refusal(build)).toBe('two parts of the network are named "x"; names must differ')
  })

  test('if no thread is there to do anything', async () => {
    expect(await refusal(() => network({ objects: [object('x', idle)], threads: [] }))).toBe(
      'a network needs at least one thread: nothing would ever happen',
    )
  })

  const delayed = createMachine({
    initial: 'a',
    states: { a: { initial: 'b', states: { b: { after: { 1000: 'c' } }, c: {} } } },
  })
  const invoking = createMachine({ id: 'caller', invoke: { src: 'somebody' } })

  test('for `after`, by its machine and state, when it is declared', async () => {
    expect(alone(delayed)).toThrow(ModelError)
    expect(await refusal(alone(delayed))).toMatch(/^machine "A", state "a\.b": `after` needs a clock/)
  })

  test('for `invoke`, by its machine and state, when it is declared', async () => {
    expect(alone(invoking)).toThrow(ModelError)
    expect(await refusal(alone(invoking))).toMatch(/^machine "A", state "caller": `invoke` starts an actor/)
  })

  test('for `after` and `invoke` in objects too', async () => {
    const within = (machine: AnyStateMachine) => () =>
      network({ objects: [object('x', machine)], threads: [thread('A', idle)] })
    expect(await refusal(within(delayed))).toMatch(/^machine "x", state "a\.b": `after`/)
    expect(await refusal(within(invoking))).toMatch(/^machine "x", state "caller": `invoke`/)
  })
})

test('a reading of an event that an object never accepts is refused', async () => {
  const machine = setup({ types: { events: {} as { type: 'lend' } } }).createMachine({ on: { lend: {} } })
  const book = object('book', machine, { refusals: { lent: 'lends what is lent' } as object })
  expect(await refusal(() => network({ objects: [book], threads: [thread('A', machine)] }))).toBe(
    'machine "book", event "lent": has a refusal, but no state of the machine has a transition for it; it has for: lend',
  )
})

describe('offers are refused', () => {
  const machine = setup({ types: { events: {} as { type: 'lock'; of?: readonly string[] } | { type: 'unlock' } } })
  const user = machine.createMachine({
    initial: 'out',
    states: { out: { on: { lock: 'in' } }, in: { on: { unlock: 'out' } } },
  })
  const offering = (offers: readonly Offer[], of: AnyStateMachine = user) =>
    refusal(() => network({ threads: [thread('A', of, { offers })] }))

  test('for an event that no state has a transition for, with those that there are', async () => {
    expect(await offering([{ type: 'lock' }, { type: 'unlok' }])).toBe(
      'machine "A", event "unlok": is offered, but no state of the machine has a transition for it; it has for: lock, unlock',
    )
    expect(await offering([{ type: 'go' }], idle)).toMatch(/it has for: none$/)
  })

  test('for an event that is there twice with an equal payload', async () => {
    const offers = [{ type: 'lock', of: ['a'] }, { type: 'unlock' }, { type: 'lock', of: ['a'] }]
    expect(await offering(offers)).toBe('machine "A", event "lock": is offered twice with the same payload')
  })

  test('for an event with two payloads, or one that only a wildcard covers, they are not', () => {
    const any = createMachine({ on: { 'device.*': {} } })
    const threads = [
      thread('A', user, { offers: [{ type: 'lock', of: ['a'] }, { type: 'lock', of: ['b'] }, { type: 'lock' }] }),
      thread('B', any, { offers: [{ type: 'device.open' }] }),
    ]
    expect(network({ threads }).threads).toEqual(threads)
  })
})

describe('a check is refused', () => {
  test('for an action in the initial state, where no step has been taken', async () => {
    const machine = setup({ actions: { greet: () => {} } }).createMachine({
      initial: 'a',
      states: { a: { entry: 'greet' } },
    })
    expect(await refusal(alone(machine))).toBe(
      'machine "A": its initial state runs the action "greet"; there is no step yet',
    )
  })

  test('for an assign or a log in the initial state it is not', async () => {
    const machine = createMachine({
      context: { count: 0 },
      initial: 'a',
      entry: assign({ count: 1 }),
      states: { a: { tags: 'rest' } },
    })
    expect((await check(alone(machine)())).verdict).toBe('holds')
  })

  test('for an initial context that throws', async () => {
    const machine = setup({ types: { input: {} as { size: number } } }).createMachine({
      context: ({ input }) => ({ size: input.size }),
    })
    expect(await refusal(alone(machine))).toMatch(/^machine "A", the start: .*size/)
  })

  const child = createMachine({})

  test('for an actor that is spawned in a step, by its machine and event', async () => {
    const machine = createMachine({
      on: {
        go: {
          actions: assign(({ spawn }) => {
            spawn(child)
            return {}
          }),
        },
      },
    })
    expect(await refusal(alone(machine))).toMatch(/^machine "A", event "go": spawns an actor/)
  })

  test('for an actor that is spawned at the start', async () => {
    const machine = createMachine({
      context: ({ spawn }) => {
        spawn(child)
        return {}
      },
    })
    expect(await refusal(alone(machine))).toMatch(/^machine "A".*spawn/)
  })

  test('for telling an object that is not in the network', async () => {
    const stranger = object('stranger', notebookMachine)
    const teller = doer('A', ({ tell }) => tell(stranger, { type: 'write', word: 'hello' }))
    expect(await refusal(() => network({ threads: [teller] }))).toBe(
      '"stranger" is looked at or told something, but is not a part of the network',
    )
  })

  test('for another reference than the one in the network, though it has the same name', async () => {
    const [lock, twin] = [object('lock', lockMachine), object('lock', lockMachine)]
    const teller = doer('A', ({ tell }) => tell(twin, { type: 'take', by: 'A' }))
    expect(await refusal(() => network({ objects: [lock], threads: [teller] }))).toMatch(/^"lock" is looked at or told/)
  })

  test('for a property that looks at what is not in the network', async () => {
    const stranger = object('stranger', lockMachine)
    const property = invariant('free', (see) => see(stranger).matches('free') || 'held')
    await expect(check(counters(1, 2).network, { properties: [property] })).rejects.toThrow(/^"stranger" is looked at/)
  })

  class Ring {}

  test.each<[string, Record<string, unknown>, string]>([
    ['a function', { act: () => {} }, 'machine "A", context.act holds a function; a context must be plain data'],
    ['a Map', { table: new Map() }, 'machine "A", context.table holds a Map; a context must be plain data'],
    [
      'a class instance',
      { list: [{ ring: new Ring() }] },
      'machine "A", context.list[0].ring holds a Ring; a context must be plain data',
    ],
  ])('for a context that holds %s, by its place', async (_, context, message) => {
    expect(await refusal(alone(createMachine({ context })))).toBe(message)
    const late = createMachine({ context: {}, on: { go: { actions: assign(() => context) } } })
    expect(await refusal(alone(late))).toBe(message)
  })
})

describe('a local state is shown', () => {
  const show = (machine: AnyStateMachine) => showSnapshot(initialSnapshot(thread('A', machine)))

  test('as its state value, with dots for nested and bars for parallel states', () => {
    expect(show(createMachine({ initial: 'a', states: { a: { initial: 'b', states: { b: {} } } } }))).toBe('a.b')
    const region = { initial: 'on', states: { on: {} } }
    expect(show(createMachine({ type: 'parallel', states: { left: region, right: region } }))).toBe(
      'left.on | right.on',
    )
  })

  test('with its context, whatever plain data that is', () => {
    const machine = createMachine({
      context: { name: 'Ann', at: 3, big: 5n, gone: undefined, list: [1n, { a: null }] },
      initial: 'a',
      states: { a: {} },
    })
    expect(show(machine)).toBe('a {name: Ann, at: 3, big: 5n, gone: undefined, list: ["1n",{"a":null}]}')
  })

  test('as the part says, if it says so', async () => {
    const machine = setup({ types: { events: {} as Step<'go'> } }).createMachine({
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: {} },
    })
    const part = thread('A', machine, { show: ({ value }) => `at ${value}` })
    const { trace } = await check(network({ threads: [part] }))
    expect(trace?.steps[0]?.moved).toEqual({ from: 'at a', to: 'at b' })
  })
})

test('a machine may be there several times, under different names and with different input', async () => {
  const { network, counts } = counters(2, 3)
  const both = invariant('counts', (see) => counts(see).every((count) => count < 3) || 'too far')
  expect(await check(network, { properties: [both] })).toMatchObject({ verdict: 'holds', states: 9 })
})

/** What must not compile: an expected error that is missing is an error of `npm run typecheck`. */
function misuses() {
  const lock = object('lock', lockMachine)
  const machine = setup({
    types: { events: {} as Step<'go'> },
    guards: {
      // @ts-expect-error the lock's context has no such field
      looks: ({ event }) => event.see(lock).context.owner === null,
      // @ts-expect-error the lock has no such state
      matches: ({ event }) => event.see(lock).matches('lost'),
    },
    actions: {
      // @ts-expect-error the lock declares no such event
      tells: ({ event }) => event.tell(lock, { type: 'break' }),
      // @ts-expect-error the event wants to know by whom
      forgets: ({ event }) => event.tell(lock, { type: 'take' }),
      // @ts-expect-error nor does it want a number
      mistakes: ({ event }) => event.tell(lock, { type: 'take', by: 1 }),
      // @ts-expect-error threads are not told anything
      interrupts: ({ event }) => event.tell(thread('B', lockMachine), { type: 'release' }),
    },
  })
  // @ts-expect-error not a step of this thread
  machine.createMachine({ on: { go: { guard: ({ event }) => event.type !== 'stop' } } })
  // @ts-expect-error not a step of this thread
  machine.createMachine({ on: { stop: { target: '.elsewhere' } } })
  // @ts-expect-error not a guard of this machine
  machine.createMachine({ on: { go: { guard: 'sleeps' } } })
  // @ts-expect-error an object is not a thread
  network({ threads: [lock] })
  // @ts-expect-error a property answers with `true` or a sentence
  invariant('alone', (see) => see(lock).matches('free'))
}

test('what the types can refuse does not compile', () => {
  expect(misuses).toBeTypeOf('function')
})

test('a part may start elsewhere than its machine does, and a counterexample starts there, too', async () => {
  const lock = object('lock', lockMachine, { starts: { value: 'held', context: { holder: 'A' } } })
  const opens = doer('A', (event) => event.tell(lock, { type: 'release' }))
  const held = invariant('held', (see) => see(lock).matches('held') || 'it is free')
  const result = await check(network({ objects: [lock], threads: [opens] }), { properties: [held] })
  expect(result.trace?.initial[0]).toEqual({ part: 'lock', state: 'held {holder: A}' })
  expect(result.trace?.steps).toHaveLength(1)
})
