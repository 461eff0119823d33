import { describe, expect, test } from 'vitest'
import { assign, createMachine, setup } from 'xstate'
import {
  check,
  invariant,
  ModelError,
  type Network,
  network,
  object,
  type Property,
  type Step,
  stepProperty,
  thread,
  witness,
} from '../../../checker/index.ts'
import { doer, lockMachine, notebookMachine } from '../tiny-networks.ts'

/** The error that a check ends in; fails unless it is a ModelError of one line. */
async function refusal(network: Network, properties: readonly Property[] = []): Promise<string> {
  const error: unknown = await check(network, { properties }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ModelError)
  const { message } = error as ModelError
  expect(message).not.toMatch(/\n/)
  return message
}

const alone = (...parts: Parameters<typeof doer>) => network({ threads: [doer(...parts)] })

const clockAndDice: Record<string, () => unknown> = {
  'Math.random()': () => Math.random(),
  'Date.now()': () => Date.now(),
  'new Date()': () => new Date().getFullYear(),
  'Date()': () => Date(),
  'performance.now()': () => performance.now(),
}

describe.each(Object.entries(clockAndDice))('a model that asks for %s is refused by name', (name, ask) => {
  const asksFor = `asks for ${name}; a model must be a function of what it looks at`

  test('in a guard', async () => {
    const guarded = alone(
      'A',
      () => {},
      () => ask() !== 'never',
    )
    expect(await refusal(guarded)).toBe(`machine "A", event "go" ${asksFor}`)
  })

  test('in an action', async () => {
    expect(await refusal(alone('A', ask))).toBe(`machine "A", event "go" ${asksFor}`)
  })

  test("in an object's reaction, under the thread and its event", async () => {
    const machine = setup({ types: { context: {} as { at: string }, events: {} as { type: 'stamp' } } }).createMachine({
      context: { at: '' },
      on: { stamp: { actions: assign({ at: () => `${ask()}` }) } },
    })
    const clock = object('clock', machine)
    const threads = [doer('A', ({ tell }) => tell(clock, { type: 'stamp' }))]
    expect(await refusal(network({ objects: [clock], threads }))).toBe(`machine "A", event "go" ${asksFor}`)
  })

  test('in an invariant', async () => {
    const late = invariant('late', () => ask() !== 'never' || 'now')
    expect(
      await refusal(
        alone('A', () => {}),
        [late],
      ),
    ).toBe(`property "late" ${asksFor}`)
  })

  test('also where the model then throws because of it', async () => {
    const message = await refusal(
      alone('A', () => {
        throw new Error(`at ${ask()}`)
      }),
    )
    expect(message).toBe(`machine "A", event "go" ${asksFor}`)
  })
})

test('a date that is given, not asked for, is fine', async () => {
  const dated = alone(
    'A',
    () => {},
    () => new Date(86_400_000).getUTCFullYear() === 1970 && Date.UTC(1970) === 0,
  )
  expect((await check(dated)).verdict).toBe('holds')
})

test('clock and dice work again after a check, also after one that was refused', async () => {
  const { random } = Math
  const { now } = performance
  const RealDate = globalThis.Date
  await check(alone('A', () => {}))
  await refusal(alone('A', () => Math.random()))
  expect(Math.random).toBe(random)
  expect(performance.now).toBe(now)
  expect(globalThis.Date).toBe(RealDate)
})

describe('a model that gives different answers in the same situation is refused', () => {
  const different = 'gives different answers in the same situation'

  test.each([0, 1])('if a guard says yes every second time, from time %i on', async (first) => {
    let count = 0
    const guarded = alone(
      'A',
      () => {},
      () => count++ % 2 === first,
    )
    expect(await refusal(guarded)).toMatch(`machine "A", event "go" ${different}`)
  })

  test('if a guard says yes only the first time', async () => {
    let count = 0
    const guarded = alone(
      'A',
      () => {},
      () => count++ === 0,
    )
    expect(await refusal(guarded)).toMatch(`machine "A", event "go" ${different}`)
  })

  test.each([0, 1])("if an object's guard says yes every second time, from time %i on", async (first) => {
    let count = 0
    const machine = setup({ types: { events: {} as { type: 'knock' } } }).createMachine({
      initial: 'shut',
      states: { shut: { on: { knock: [{ guard: () => count++ % 2 === first, target: 'open' }, {}] } }, open: {} },
    })
    const door = object('door', machine)
    const threads = [doer('A', ({ tell }) => tell(door, { type: 'knock' }))]
    expect(await refusal(network({ objects: [door], threads }))).toMatch(different)
  })

  test('if an action tells what it counts outside of the context', async () => {
    let count = 0
    const book = object('book', notebookMachine)
    const threads = [doer('A', ({ tell }) => tell(book, { type: 'write', word: `${count++}` }))]
    expect(await refusal(network({ objects: [book], threads }))).toMatch(`machine "A", event "go" ${different}`)
  })

  test('if a guard looks at one part now and at another then', async () => {
    let count = 0
    const [left, right] = [object('left', lockMachine), object('right', lockMachine)]
    const threads = [
      doer(
        'A',
        () => {},
        ({ see }) => see(++count % 2 === 0 ? left : right).matches('free'),
      ),
    ]
    expect(await refusal(network({ objects: [left, right], threads }))).toMatch(`machine "A", event "go" ${different}`)
  })

  test.each([
    ['an invariant', (flip: () => boolean) => invariant('fickle', () => flip() || 'odd')],
    ['a step property', (flip: () => boolean) => stepProperty('fickle', () => flip() || 'odd')],
  ])('if %s counts outside of the context', async (_, property) => {
    let count = 0
    const flip = () => ++count % 2 === 0
    const guilty = property(flip)
    expect(
      await refusal(
        alone('A', () => {}),
        [guilty],
      ),
    ).toMatch(`property "fickle" ${different}`)
  })

  test('if a witness counts outside of the context', async () => {
    let count = 0
    const flip = witness('fickle', () => ++count % 2 === 0)
    await expect(
      check(
        alone('A', () => {}),
        { witnesses: [flip] },
      ),
    ).rejects.toThrow(`property "fickle" ${different}`)
  })
})

describe('a model that mutates what it is shown is refused', () => {
  const machine = setup({
    types: { context: {} as { count: number; list: number[] }, events: {} as Step<'go'> },
  })

  test('if an action mutates its context', async () => {
    const mutating = machine.createMachine({
      context: { count: 0, list: [] },
      on: {
        go: {
          guard: ({ context }) => context.count < 3,
          actions: ({ context }) => {
            context.count++
          },
        },
      },
    })
    expect(await refusal(network({ threads: [thread('A', mutating)] }))).toMatch(
      /^machine "A", event "go": Cannot assign to read only property 'count'/,
    )
  })

  test('if an action mutates the context that an assign of the same step has made', async () => {
    const mutating = machine.createMachine({
      context: { count: 0, list: [] },
      on: {
        go: {
          guard: ({ context }) => context.list.length < 3,
          actions: [assign({ list: ({ context }) => [...context.list] }), ({ context }) => context.list.push(1)],
        },
      },
    })
    expect(await refusal(network({ threads: [thread('A', mutating)] }))).toMatch(
      /^machine "A", event "go": Cannot add property 0, object is not extensible/,
    )
  })

  test('if an assign mutates what is inside of the context', async () => {
    const mutating = machine.createMachine({
      context: { count: 0, list: [] },
      on: {
        go: {
          actions: assign(({ context }) => {
            context.list.push(1)
            return {}
          }),
        },
      },
    })
    expect(await refusal(network({ threads: [thread('A', mutating)] }))).toMatch(/^machine "A", event "go": Cannot add/)
  })

  test('if a guard mutates its context', async () => {
    const mutating = machine.createMachine({
      context: { count: 0, list: [] },
      on: { go: { guard: ({ context }) => ++context.count < 3 } },
    })
    expect(await refusal(network({ threads: [thread('A', mutating)] }))).toMatch(
      /^machine "A", event "go": .*Cannot assign to read only property 'count'/,
    )
  })

  const book = object('book', notebookMachine)
  const withBook = (act: Parameters<typeof doer>[1]) => network({ objects: [book], threads: [doer('A', act)] })

  test.each<[string, Parameters<typeof doer>[1]]>([
    [
      "writes a field of an object's context",
      ({ see }) => {
        see(book).context.words = ['mine']
      },
    ],
    [
      "changes what is inside of an object's context",
      ({ see }) => {
        const words = see(book).context.words as string[]
        words.push('mine')
      },
    ],
    [
      "adds a field to an object's context",
      ({ see }) => {
        Object.assign(see(book).context, { stolen: true })
      },
    ],
    [
      "deletes a field of an object's context",
      ({ see }) => Reflect.deleteProperty(see(book).context, 'words') || fail(),
    ],
    [
      "writes an object's state value",
      ({ see }) => {
        Object.assign(see(book), { value: 'elsewhere' })
      },
    ],
    [
      "replaces an object's context",
      ({ see }) => {
        Object.assign(see(book), { context: { words: ['mine'] } })
      },
    ],
  ])('if an action %s', async (_, act) => {
    expect(await refusal(withBook(act))).toMatch(/^machine "A", event "go"/)
  })

  test('if an action writes into a nested state value', async () => {
    const nested = createMachine({ initial: 'a', states: { a: { initial: 'b', states: { b: {} } } } })
    const box = object('box', nested)
    const threads = [
      doer('A', ({ see }) => {
        Object.assign(see(box).value, { a: 'c' })
      }),
    ]
    expect(await refusal(network({ objects: [box], threads }))).toMatch(/^machine "A", event "go"/)
  })

  test('if a property mutates what it sees', async () => {
    const vandal = invariant('vandal', (see) => {
      see(book).context.words = []
      return true
    })
    expect(
      await refusal(
        withBook(() => {}),
        [vandal],
      ),
    ).toMatch(/^property "vandal": /)
  })

  type Writable = { value: unknown; tags: Set<string>; context: Record<string, unknown> }
  const writes: [string, (seen: Writable) => unknown][] = [
    ['the state value', (seen) => Object.assign(seen, { value: 'after' })],
    ['a field of the context', ({ context }) => Object.assign(context, { words: [] })],
    ['a new field of the context', ({ context }) => Object.assign(context, { more: true })],
    ['the tags', ({ tags }) => tags.add('rest')],
    ['the field of a state that is new', (seen) => Object.assign(seen, { extra: true })],
    ['a definition of a field', (seen) => Object.defineProperty(seen, 'value', { value: 'after' })],
    ['its prototype', (seen) => Object.setPrototypeOf(seen, null)],
    ['its extensibility', (seen) => Object.preventExtensions(seen.context)],
  ]
  const told = withBook(({ see, tell }) => {
    if (see(book).context.words.length < 2) tell(book, { type: 'write', word: 'x' })
  })
  const asWritable = (seen: unknown) => seen as Writable

  test.each(writes.slice(0, -1))('if a step property writes %s of what is after the step', async (_, write) => {
    const typo = stepProperty('typo', ({ after }) => Boolean(write(asWritable(after(book)))) || 'no')
    expect(await refusal(told, [typo])).toMatch(/^property "typo": /)
  })

  test.each(writes)('if an invariant writes %s of what it looks at', async (_, write) => {
    const typo = invariant('typo', (see) => Boolean(write(asWritable(see(book)))) || 'no')
    expect(await refusal(told, [typo])).toMatch(/^property "typo": /)
  })

  test.each(writes.slice(0, -1))('if an invariant writes %s of what it has listed before', async (_, write) => {
    const typo = invariant('typo', (see) => {
      Object.keys(see(book))
      return Boolean(write(asWritable(see(book)))) || 'no'
    })
    expect(await refusal(told, [typo])).toMatch(/^property "typo": /)
  })

  test('if an action writes its own state value, as every part shows it', async () => {
    const self = doer('A', ({ see }) => Object.assign(see(self), { value: 'after' }))
    expect(await refusal(network({ threads: [self] }))).toMatch(/^machine "A", event "go": /)
  })

  test("if a guard writes into an event's payload", async () => {
    const machine = setup({ types: { events: {} as Step<'go'> & { list: number[] } } }).createMachine({
      on: { go: { guard: ({ event }) => event.list.push(1) > 0 } },
    })
    const part = thread('A', machine, { offers: [{ type: 'go', list: [] }] })
    expect(await refusal(network({ threads: [part] }))).toMatch(/^machine "A", event "go": .*not extensible/)
  })
})

describe('two ways to one state', () => {
  const machine = setup({
    types: {
      context: {} as { map: Record<string, { readonly deep: readonly string[] }> },
      events: {} as Step<'ab' | 'ba' | 'look'>,
    },
  }).createMachine({
    context: { map: {} },
    initial: 'empty',
    states: {
      empty: {
        on: {
          ab: { target: 'full', actions: assign({ map: { a: { deep: [] }, b: { deep: [] } } }) },
          ba: { target: 'full', actions: assign({ map: { b: { deep: [] }, a: { deep: [] } } }) },
        },
      },
      full: { tags: 'rest', on: { look: { guard: ({ context }) => Object.keys(context.map)[0] === 'b' } } },
    },
  })

  test.each([
    ['alphabetical', ['ab', 'ba']],
    ['reverse', ['ba', 'ab']],
  ])('show the same keys in the same order, whichever is met first: in %s order', async (_, types) => {
    const part = thread('A', machine, { offers: [...types, 'look'].map((type) => ({ type })) })
    const sorted = stepProperty('sorted', ({ after }) => Object.keys(after(part).context.map)[0] !== 'b' || 'b first')
    const result = await check(network({ threads: [part] }), { properties: [sorted] })
    expect(result).toMatchObject({ verdict: 'holds', states: 2, transitions: 2 })
  })

  test('show equal data of two machines as one object', async () => {
    const [left, right] = [thread('left', machine), thread('right', machine)]
    const same = invariant('same', (see) => {
      const [a, b] = [see(left).context.map, see(right).context.map]
      return a === b || Object.keys(a).length !== Object.keys(b).length || 'differ'
    })
    const result = await check(network({ threads: [left, right] }), { properties: [same] })
    expect(result).toMatchObject({ verdict: 'holds', states: 4 })
  })

  test('are told again in a counterexample as they were found', async () => {
    const part = thread('A', machine, { offers: [{ type: 'ba' }] })
    const never = invariant('never', (see) => Object.keys(see(part).context.map)[0] !== 'a' || 'a comes first')
    const result = await check(network({ threads: [part] }), { properties: [never] })
    expect(result).toMatchObject({ verdict: 'violated', depth: 1, violated: { clause: 'a comes first' } })
  })
})

const fail = (): never => {
  throw new TypeError('Cannot delete')
}

describe('an initial context', () => {
  const states = { idle: { tags: 'rest' } }

  test('that is rolled with dice is refused by the name of its machine', async () => {
    const machine = createMachine({ context: () => ({ id: Math.random() }), initial: 'idle', states })
    expect(await refusal(network({ threads: [thread('A', machine)] }))).toMatch(
      /^machine "A".* asks for Math\.random\(\)/,
    )
  })

  test('that is counted outside of itself is refused by the name of its machine', async () => {
    let count = 0
    const machine = createMachine({ context: () => ({ id: count++ }), initial: 'idle', states })
    expect(await refusal(network({ threads: [thread('A', machine)] }))).toMatch(
      /^machine "A".* gives different answers/,
    )
  })
})

describe('a model that throws is reported in one line', () => {
  test('with the machine, the event, the state and the guard', async () => {
    const guarded = alone(
      'A',
      () => {},
      () => {
        throw new Error('no\n\n  idea')
      },
    )
    const message = await refusal(guarded)
    expect(message).toMatch(/^machine "A", event "go": /)
    expect(message).toContain("'may'")
    expect(message).toContain("'doer.before'")
    expect(message).toMatch(/no idea$/)
  })

  test('with the object and the event that it was told', async () => {
    const machine = setup({ types: { events: {} as { type: 'ring' } } }).createMachine({
      id: 'bell',
      on: {
        ring: {
          guard: () => {
            throw new Error('broken clapper')
          },
        },
      },
    })
    const bell = object('bell', machine)
    const threads = [doer('A', ({ tell }) => tell(bell, { type: 'ring' }))]
    const message = await refusal(network({ objects: [bell], threads }))
    expect(message).toMatch(/^machine "bell", event "ring": .*broken clapper$/)
  })

  test.each([
    ['an invariant', (check: () => never) => invariant('sane', check)],
    ['a step property', (check: () => never) => stepProperty('sane', check)],
  ])('with the name of %s', async (_, property) => {
    const insane = property(() => {
      throw new Error('lost\nmy mind')
    })
    expect(
      await refusal(
        alone('A', () => {}),
        [insane],
      ),
    ).toMatch(/property "sane": lost my mind$/)
  })

  test('with the name of a witness', async () => {
    const blind = witness('blind', () => {
      throw new Error('too dark')
    })
    await expect(
      check(
        alone('A', () => {}),
        { witnesses: [blind] },
      ),
    ).rejects.toThrow('property "blind": too dark')
  })

  test('with the part that is looked at and is not in the network', async () => {
    const stranger = object('stranger', lockMachine)
    const looking = alone(
      'A',
      () => {},
      ({ see }) => see(stranger).matches('free'),
    )
    expect(await refusal(looking)).toMatch(
      /"stranger" is looked at or told something, but is not a part of the network/,
    )
  })
})
