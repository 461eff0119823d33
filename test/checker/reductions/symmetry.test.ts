import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import { mini } from '../../../bench/models/mini.ts'
import {
  check,
  invariant,
  network,
  type ObjectRef,
  object,
  type Property,
  type Step,
  type Symmetry,
  stepProperty,
  thread,
  witness,
} from '../../../checker/index.ts'
import { type Lock, lockMachine, user } from '../tiny-networks.ts'

const reduced = { symmetry: true }

/** Users of one lock, all alike. */
function users(names: readonly string[], options: { careless?: boolean } = {}) {
  const lock = object('lock', lockMachine)
  const threads = names.map((name) => user(name, [lock], options))
  const symmetry = [{ name: 'users', members: threads.map((one) => ({ parts: [one] })) }]
  return { lock, threads, network: network({ objects: [lock], threads, symmetry }) }
}

/** A thread that takes one step, which `may` allows. */
const stepper = (name: string, lock: Lock, may: (holder: string | null) => boolean) =>
  thread(
    name,
    setup({
      types: { events: {} as Step<'take' | 'go'> },
      guards: {
        free: ({ event }) => event.see(lock).matches('free'),
        may: ({ event }) => may(event.see(lock).context.holder),
      },
      actions: { take: ({ event }) => event.tell(lock, { type: 'take', by: name }) },
    }).createMachine({
      initial: 'out',
      states: {
        out: { on: { take: { guard: 'free', target: 'in', actions: 'take' }, go: { guard: 'may', target: 'done' } } },
        in: { tags: 'rest' },
        done: { tags: 'rest' },
      },
    }),
  )

async function refusal(parts: readonly ReturnType<typeof stepper>[], lock: ObjectRef, properties: Property[] = []) {
  const symmetry = [{ name: 'users', members: parts.map((one) => ({ parts: [one] })) }]
  const net = network({ objects: [lock], threads: parts, symmetry })
  return check(net, { properties, structural: [] }, reduced).then(
    ({ verdict }) => verdict,
    (error: Error) => error.message,
  )
}

describe('symmetry', () => {
  test('explores one state of each orbit', async () => {
    const { network: net } = users(['A', 'B', 'C'])
    // nobody has the lock, or one of three has
    expect(await check(net)).toMatchObject({ verdict: 'holds', states: 4, reductions: [] })
    expect(await check(net, {}, reduced)).toMatchObject({ verdict: 'holds', states: 2, reductions: ['symmetry'] })
  })

  test('is no reduction where the network declares none, and says so', async () => {
    const lock = object('lock', lockMachine)
    const net = network({ objects: [lock], threads: [user('A', [lock])] })
    expect(await check(net, {}, reduced)).toMatchObject({
      reductions: [],
      warnings: ['symmetry left nothing out: the network declares no members that may change places'],
    })
    expect((await check(net)).warnings).toEqual([])
  })

  test('leaves half of the states where two are alike', async () => {
    const net = mini({ devices: 1, cpus: 2 })
    const plain = await check(net)
    const result = await check(net, {}, reduced)
    expect(result.depth).toBe(plain.depth)
    expect(result.states / plain.states).toBeLessThan(1.15 / 2)
  })

  test('tells the counterexample with those who took part', async () => {
    const { network: net, threads } = users(['A', 'B', 'C'], { careless: true })
    const plain = await check(net)
    const result = await check(net, {}, reduced)
    expect(result).toMatchObject({ verdict: 'violated', violated: plain.violated })
    expect(result.trace?.steps).toHaveLength(plain.trace?.steps.length ?? 0)
    expect(threads.map(({ name }) => name)).toContain(result.trace?.steps.at(-1)?.thread)
  })

  test('tells a broken step property and a broken invariant likewise', async () => {
    const { network: net, lock } = users(['A', 'B'])
    const held = invariant('never held', (see) => see(lock).matches('free') || `${see(lock).context.holder} has it`)
    const taken = stepProperty('never taken', ({ event }) => event !== 'take' || 'it is taken')
    for (const property of [held, taken]) {
      const result = await check(net, { properties: [property] }, reduced)
      expect(result).toMatchObject({ verdict: 'violated', violated: { property: property.name } })
      expect(result.trace?.steps).toHaveLength(1)
    }
  })

  test('counts what fires for one as firing for all', async () => {
    const { network: net } = users(['A', 'B'])
    const { coverage } = await check(net, {}, reduced)
    const fired = (part: string) => coverage.filter((one) => one.part === part).map((one) => one.fired)
    expect(fired('B')).toEqual(fired('A'))
    expect(Math.min(...fired('B'))).toBeGreaterThan(0)
  })

  test('knows the members where states, fields and events bear their names', async () => {
    const box = object(
      'box',
      setup({
        types: {
          context: {} as { seen: Record<string, number>; set: string[] },
          events: {} as { type: string; by: string },
        },
        actions: {
          note: assign({
            seen: ({ context, event }) => ({ ...context.seen, [event.by]: 1 }),
            set: ({ context, event }) => [...new Set([...context.set, event.by])].sort(),
          }),
        },
      }).createMachine({
        context: { seen: {}, set: [] },
        initial: 'empty',
        states: { empty: { on: { A: 'A', B: 'B' } }, A: { on: { B: 'both' } }, B: { on: { A: 'both' } }, both: {} },
        on: { '*': { actions: 'note' } },
      }),
    )
    const putter = (name: string) =>
      thread(
        `thread ${name}`,
        setup({
          types: { events: {} as Step<string> },
          actions: {
            put: ({ event }) => event.tell(box, { type: name, by: name }),
            note: ({ event }) => event.tell(box, { type: 'note', by: name }),
          },
        }).createMachine({
          initial: 'out',
          states: {
            out: { on: { [`put ${name}`]: { target: 'in', actions: 'put' } } },
            in: { on: { note: { target: 'done', actions: 'note' } } },
            done: { type: 'final' },
          },
        }),
      )
    const threads = [putter('A'), putter('B')]
    const symmetry: Symmetry[] = [
      {
        name: 'putters',
        members: ['A', 'B'].map((name, i) => ({ parts: threads.slice(i, i + 1), names: [name, `put ${name}`] })),
        sets: ['set'],
      },
    ]
    const net = network({ objects: [box], threads, symmetry })
    // three steps of one and three of the other; at the start, half way and in the end both are the same
    const plain = await check(net)
    expect(plain.states).toBe(9)
    expect((await check(net, {}, reduced)).states).toBe(6)
  })

  describe('that is declared where there is none', () => {
    const lock = object('lock', lockMachine)

    test('an identifier compared with a constant is named, with machine and event', async () => {
      const onlyA = (holder: string | null) => holder === 'A'
      expect(await refusal([stepper('A', lock, onlyA), stepper('B', lock, onlyA)], lock)).toMatch(
        /^symmetry "users": "A" and "B" are not alike: machine "[AB]", event "go" can be taken by one of them only; an identifier may only be compared/,
      )
    })

    test('identifiers that are ordered are', async () => {
      const above = (self: string) => (holder: string | null) => holder !== null && holder < self
      expect(await refusal([stepper('A', lock, above('A')), stepper('B', lock, above('B'))], lock)).toMatch(
        /machine "[AB]", event "go" can be taken by one of them only/,
      )
    })

    test('identifiers that are compared with each other are fine', async () => {
      const own = (self: string) => (holder: string | null) => holder === self
      expect(await refusal([stepper('A', lock, own('A')), stepper('B', lock, own('B'))], lock)).toBe('holds')
    })

    test('a property that knows one of them is named', async () => {
      const never = () => false
      const known = invariant('A never has it', (see) => see(lock).context.holder !== 'A' || 'it has')
      expect(await refusal([stepper('A', lock, never), stepper('B', lock, never)], lock, [known])).toMatch(
        /"A" and "B" are not alike: property "A never has it"/,
      )
    })

    test('a witness that knows one of them is', async () => {
      const { network: net, threads } = users(['A', 'B'])
      const [a] = threads
      const mine = witness('A has it', (see) => a !== undefined && see(a).matches('holding'))
      await expect(check(net, { witnesses: [mine] }, reduced)).rejects.toThrow('property "A has it"')
    })

    test('members that start differently are', async () => {
      const counter = setup({
        types: { input: {} as number, context: {} as { left: number }, events: {} as Step<'go'> },
      }).createMachine({ context: ({ input }) => ({ left: input }), on: { go: {} } })
      const threads = [1, 2].map((input) => thread(`thread ${input}`, counter, { input }))
      const symmetry = [{ name: 'threads', members: threads.map((one) => ({ parts: [one] })) }]
      await expect(check(network({ threads, symmetry }), {}, reduced)).rejects.toThrow(
        'symmetry: machine "thread 1" does not start as "thread 2" does when they change places',
      )
    })

    test.each<[string, (one: Lock, other: Lock) => Symmetry['members'], string]>([
      ['a part too few', (one) => [{ parts: [one] }, { parts: [] }], 'each member needs as many parts'],
      ['a part twice', (one) => [{ parts: [one] }, { parts: [one] }], '"lock" belongs to two members'],
      ['a part of no network', (_, other) => [{ parts: [other] }], '"other" is not a part of the network'],
    ])('%s is refused', (_, members, message) => {
      const other = object('other', lockMachine)
      const threads = [user('A', [lock])]
      expect(() =>
        network({ objects: [lock], threads, symmetry: [{ name: 'x', members: members(lock, other) }] }),
      ).toThrow(message)
    })

    test('more ways to change places than can be tried are refused', async () => {
      const { network: net } = users(['A', 'B', 'C', 'D', 'E', 'F', 'G'])
      await expect(check(net, {}, reduced)).rejects.toThrow('can change places in 5040 ways; at most 720 are allowed')
    })
  })
})
