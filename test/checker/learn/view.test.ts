import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type AnyMachineSnapshot, assign, initialTransition, setup } from 'xstate'
import { check, invariant, network, type Step, stepProperty, thread } from '../../../checker/index.ts'

/** Counts to 99, says which ten it is in and has one state for the lower and one for the upper half: 100 local states. */
const machine = setup({
  types: { context: {} as { count: number; tens: number; odd?: boolean }, events: {} as Step<'up'> },
}).createMachine({
  id: 'counter',
  context: { count: 0, tens: 0 },
  on: {
    up: {
      guard: ({ context }) => context.count < 99,
      actions: assign({
        count: ({ context }) => context.count + 1,
        tens: ({ context }) => Math.floor((context.count + 1) / 10),
      }),
    },
  },
  initial: 'low',
  states: {
    low: { tags: 'few', always: { guard: ({ context }) => context.count >= 50, target: 'high' } },
    high: { initial: 'all', states: { all: {} } },
  },
})
const counter = thread('counter', machine)
const counting = network({ threads: [counter] })
const question = { structural: [] }

type Seen = AnyMachineSnapshot & { readonly context: { readonly count: number; readonly tens: number } }

/** How many situations an invariant that looks at the counter in one way is learned in. */
async function situations(look: (seen: Seen) => unknown): Promise<number> {
  const without = await check(counting, question)
  const property = invariant('looks', (see) => {
    look(see(counter) as unknown as Seen)
    return true
  })
  const result = await check(counting, { ...question, properties: [property] })
  expect(result).toMatchObject({ verdict: 'holds', states: 100, transitions: 99, depth: 99 })
  return result.learned - without.learned
}

describe('an invariant is learned once per', () => {
  test.each<[string, (seen: Seen) => unknown, number]>([
    ['situation of its own if it looks at nothing', () => true, 1],
    ['value of the one field of the context that it reads', ({ context }) => context.tens, 10],
    ['value of a field that says everything', ({ context }) => context.count, 100],
    [
      'field, if it reads one that is never there',
      ({ context }) => 'nothing' in context || Reflect.get(context, 'no'),
      1,
    ],
    ['state value', ({ value }) => value, 2],
    ['status', ({ status }) => status, 1],
    ['answer of `matches`', (seen) => seen.matches('high'), 2],
    ['answer of a nested `matches`', (seen) => seen.matches({ high: 'all' }), 2],
    ['answer of `matches` for a state that is never entered', (seen) => seen.matches('nowhere'), 1],
    ['answer of `hasTag`', (seen) => seen.hasTag('few'), 2],
    ['pair of answers that occurs', (seen) => [seen.matches('high'), seen.context.tens], 10],
    ['value of a field, though it is read in pieces', ({ context }) => context.tens > 3 && context.tens < 7, 10],
  ])('%s', async (_, look, expected) => {
    expect(await situations(look)).toBe(expected)
  })
})

describe('everything counts as seen, so that an invariant is learned once per local state,', () => {
  test.each<[string, (seen: Seen) => unknown]>([
    ['if it lists the fields of the context', ({ context }) => Object.keys(context)],
    ['if it spreads the context', ({ context }) => ({ ...context })],
    ['if it writes the context as JSON', ({ context }) => JSON.stringify(context)],
    [
      'if it walks over the context',
      ({ context }) => {
        for (const field in context) return field
        return undefined
      },
    ],
    ['if it asks for a field of its own', ({ context }) => Object.hasOwn(context, 'tens')],
    [
      'if it calls what every object has',
      ({ context }) => Reflect.get(context, 'hasOwnProperty').call(context, 'tens'),
    ],
    ['if it writes the context as a string', ({ context }) => `${context}`],
    ['if it spreads the snapshot', (seen) => ({ ...seen })],
    ['if it lists the fields of the snapshot', (seen) => Object.keys(seen)],
    ['if it asks whether the snapshot has a field', (seen) => 'output' in seen],
    ['if it asks for a field of the snapshot as it is kept', (seen) => Object.getOwnPropertyDescriptor(seen, 'value')],
    ['if it writes the snapshot as JSON', (seen) => JSON.stringify(seen)],
    ['if it asks for the tags as a set', ({ tags }) => tags.has('few')],
    ['if it asks whether an event can be taken', (seen) => seen.can({ type: 'up' } as never)],
    ['if it asks for the metadata', (seen) => seen.getMeta()],
  ])('%s', async (_, look) => {
    expect(await situations(look)).toBe(100)
  })

  test('and not a second time if it looks at a field afterwards', async () => {
    expect(await situations(({ context }) => [Object.keys(context), context.tens])).toBe(100)
  })
})

test('what is seen is what is there: a property that looks in every way agrees with XState', async () => {
  const wrong: string[] = []
  const property = invariant('agrees', (see) => {
    const seen = see(counter)
    const { count, tens } = seen.context
    const high = count >= 50
    if (tens !== Math.floor(count / 10)) wrong.push(`tens at ${count}`)
    if (seen.matches('high') !== high) wrong.push(`matches at ${count}`)
    if (seen.hasTag('few') === high) wrong.push(`tag at ${count}`)
    if (JSON.stringify(seen.value) !== (high ? '{"high":"all"}' : '"low"')) wrong.push(`value at ${count}`)
    if (Object.keys(seen.context).join() !== 'count,tens') wrong.push(`keys at ${count}`)
    if ('odd' in seen.context || !('count' in seen.context)) wrong.push(`fields at ${count}`)
    return true
  })
  expect((await check(counting, { ...question, properties: [property] })).verdict).toBe('holds')
  expect(wrong).toEqual([])
})

test('printing what is seen shows nothing of it, so that it need not count as seen', async () => {
  const printed = new Set<string>()
  expect(await situations((seen) => printed.add(inspect(seen) + inspect(seen.context)))).toBe(1)
  expect([...printed]).toEqual(['{}{}'])
})

test('a snapshot and its context list what XState lists', async () => {
  const lists = new Set<string>()
  await situations((seen) =>
    lists.add(`${Object.keys(seen)}|${Object.keys(seen.context)}|${Object.entries(seen).length}`),
  )
  const fields = Object.keys(initialTransition(machine)[0])
  expect([...lists]).toEqual([`${fields}|count,tens|${fields.length}`])
})

test('a field that appears late is noticed, though it was missing when the property was learned', async () => {
  const late = setup({
    types: { context: {} as { count: number; flag?: boolean }, events: {} as Step<'up'> },
  }).createMachine({
    context: { count: 0 },
    on: {
      up: {
        guard: ({ context }) => context.count < 9,
        actions: assign(({ context }) => {
          const count = context.count + 1
          return count === 7 ? { count, flag: true } : { count }
        }),
      },
    },
  })
  const part = thread('late', late)
  for (const look of [
    invariant('in', (see) => !('flag' in see(part).context) || 'is there'),
    invariant('read', (see) => see(part).context.flag === undefined || 'is there'),
  ]) {
    const result = await check(network({ threads: [part] }), { ...question, properties: [look] })
    expect(result).toMatchObject({ verdict: 'violated', violated: { property: look.name }, depth: 7 })
  }
})

test('a step property that reads one field of another thread is learned per value of that field', async () => {
  const idler = thread(
    'idler',
    setup({ types: { events: {} as Step<'nod'> } }).createMachine({
      initial: 'still',
      states: { still: { on: { nod: 'still' } } },
    }),
  )
  const both = network({ threads: [counter, idler] })
  const without = await check(both, question)
  const property = stepProperty(
    'looks',
    ({ thread, before }) => thread !== 'idler' || before(counter).context.tens < 10 || 'no',
  )
  const result = await check(both, { ...question, properties: [property] })
  expect(result).toMatchObject({ verdict: 'holds', states: 100, transitions: 199 })
  // ten for the nod; each of the counter's own steps is a situation of its own anyway
  expect(result.learned - without.learned).toBe(10 + 99)
})

test('a guard that reads one field of another thread is learned per value of that field', async () => {
  const watcher = thread(
    'watcher',
    setup({
      types: { events: {} as Step<'nod'> },
      guards: { isHigh: ({ event }) => event.see(counter).context.tens >= 5 },
    }).createMachine({ initial: 'still', states: { still: { on: { nod: { guard: 'isHigh' } } } } }),
  )
  const without = await check(counting, question)
  const result = await check(network({ threads: [counter, watcher] }), question)
  expect(result).toMatchObject({ verdict: 'holds', states: 100, transitions: 99 + 50 })
  expect(result.learned - without.learned).toBe(10)
})
