import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import {
  check,
  invariant,
  type Network,
  network,
  type ObjectRef,
  object,
  type Property,
  type Question,
  type Result,
  type See,
  type Step,
  stepProperty,
  thread,
} from '../../../checker/index.ts'
import { counters, crossedLocks, doer, lockMachine, user } from '../tiny-networks.ts'

const forbidden = (counts: (see: See) => number[], bad: string): Property =>
  invariant(`not ${bad}`, (see) => counts(see).join('') !== bad || bad)

/** Counted work up to the verdict, which must not depend on where in its level the violation is. */
const work = ({ states, transitions, depth }: Result) => ({ states, transitions, depth })

describe('a counterexample', () => {
  test('is a shortest one, though the long way is declared first', async () => {
    const machine = setup({ types: { events: {} as Step<'walk' | 'run'> } }).createMachine({
      initial: 'home',
      states: {
        home: { on: { walk: 'park', run: 'street' } },
        park: { on: { walk: 'bridge' } },
        bridge: { on: { walk: 'cliff' } },
        street: { on: { run: 'cliff' } },
        cliff: { tags: 'rest' },
      },
    })
    const walker = thread('walker', machine)
    const safe = invariant('safe', (see) => !see(walker).matches('cliff') || 'falls')
    const result = await check(network({ threads: [walker] }), { properties: [safe] })
    expect(result.depth).toBe(2)
    expect(result.trace?.steps.map(({ event }) => event)).toEqual(['run', 'run'])
  })

  test('tells what each step did, to whom, and how it ended', async () => {
    const lock = object('lock', lockMachine, { show: ({ context }) => context.holder ?? 'free' })
    const threads = [user('A', [lock]), user('B', [lock])]
    const never = invariant('not B', (see) => see(lock).context.holder !== 'B' || 'B holds the lock')
    const { trace } = await check(network({ objects: [lock], threads }), { properties: [never] })
    expect(trace).toEqual({
      threads: ['A', 'B'],
      initial: [
        { part: 'lock', state: 'free' },
        { part: 'A', state: 'holds 0' },
        { part: 'B', state: 'holds 0' },
      ],
      steps: [
        {
          thread: 'B',
          event: 'take',
          function: 'take',
          changes: [{ object: 'lock', from: 'free', to: 'B' }],
          moved: { from: 'holds 0', to: 'holds 1' },
        },
      ],
      final: [
        { part: 'lock', state: 'B' },
        { part: 'A', state: 'holds 0' },
        { part: 'B', state: 'holds 1' },
      ],
    })
  })

  test('is the same on every run', async () => {
    const runs: [() => Network, (network: Network) => Question][] = [
      [() => crossedLocks().network, () => ({})],
      [
        () => counters(4, 5).network,
        ({ threads }) => ({
          properties: [
            invariant('sum', (see) => threads.reduce((sum, part) => sum + see(part).context.count, 0) !== 9 || 'nine'),
          ],
        }),
      ],
    ]
    for (const [build, ask] of runs) {
      const [first, second] = [build(), build()]
      const [a, b] = [await check(first, ask(first)), await check(second, ask(second))]
      expect(a.trace).toBeDefined()
      expect(b.trace).toEqual(a.trace)
      expect({ ...b, seconds: 0 }).toEqual({ ...a, seconds: 0 })
    }
  })

  test('prefers, among equally short ones, the thread that is declared first', async () => {
    const { network, counts } = counters(3, 4)
    const one = invariant('none at one', (see) => !counts(see).includes(1) || 'one')
    const { trace } = await check(network, { properties: [one] })
    expect(trace?.steps.map(({ thread }) => thread)).toEqual(['counter 0'])
  })
})

describe('the level in which something breaks is finished', () => {
  // about a thousand states per level and four times as many successors: several batches
  const { network, parts, counts } = counters(4, 12)
  const sameLevel = ['11,11,0,0', '0,0,11,11', '5,6,5,6', '6,5,6,5', '1,10,1,10']
  const is = (see: See, bad: string) => counts(see).join() === bad

  test('so that counts are the same wherever in the level an invariant breaks', async () => {
    const results = []
    for (const bad of sameLevel)
      results.push(await check(network, { properties: [invariant('bad', (see) => !is(see, bad) || bad)] }))
    for (const result of results) {
      expect(result.violated?.clause).toBe(sameLevel[results.indexOf(result)])
      expect(result.trace?.steps).toHaveLength(22)
      expect(work(result)).toEqual(work(results[0] as Result))
    }
  })

  test('so that counts are the same wherever in the level a step property breaks', async () => {
    const results = []
    for (const bad of sameLevel) {
      const still = stepProperty('still', ({ before }) => !is(before, bad) || bad)
      results.push(await check(network, { properties: [still] }))
    }
    for (const result of results) {
      expect(result.violated).toMatchObject({ kind: 'step', clause: sameLevel[results.indexOf(result)] })
      expect(result.trace?.steps).toHaveLength(23)
      expect(result.trace?.steps.at(-1)?.thread).toBe(parts[0]?.name)
      expect(work(result)).toEqual(work(results[0] as Result))
    }
  })

  test('and its states are those of that distance and no farther', async () => {
    const { network, counts } = counters(2, 10)
    const result = await check(network, { properties: [forbidden(counts, '21')] })
    // 1 + 2 + 3 + 4 states with sums 0 to 3, and two steps from each with a sum below 3
    expect(work(result)).toEqual({ states: 10, transitions: 12, depth: 3 })
  })
})

describe('a deadlock', () => {
  test('names each waiting thread, its state, the event and the guards that said no', async () => {
    const { network } = crossedLocks()
    const result = await check(network)
    expect(result.violated).toMatchObject({
      kind: 'deadlock',
      property: 'no-deadlock',
      clause: 'no thread can take a step',
      waiting: [
        { thread: 'A', state: 'holds 1', events: [{ event: 'take', guards: ['isFree'] }] },
        { thread: 'B', state: 'holds 1', events: [{ event: 'take', guards: ['isFree'] }] },
      ],
    })
    expect(result.trace?.steps.map(({ thread, event }) => `${thread} ${event}`)).toEqual(['A take', 'B take'])
  })

  test('is no deadlock while some thread can still take a step', async () => {
    const waiting = doer(
      'waiting',
      () => {},
      () => false,
    )
    const result = await check(network({ threads: [waiting, ...counters(1, 3).parts] }))
    expect(result).toMatchObject({ verdict: 'holds', states: 3 })
  })

  test('is no deadlock while some thread can take a step that changes nothing', async () => {
    const machine = setup({ types: { events: {} as Step<'spin'> } }).createMachine({
      initial: 'spinning',
      states: { spinning: { on: { spin: {} } } },
    })
    expect(await check(network({ threads: [thread('spinner', machine)] }))).toMatchObject({
      verdict: 'holds',
      states: 1,
      transitions: 1,
    })
  })

  test('leaves out threads in a final state or in one tagged `rest`', async () => {
    const machine = setup({ types: { input: {} as boolean, events: {} as Step<'go'> } }).createMachine({
      initial: 'ready',
      states: {
        ready: { on: { go: 'idle' } },
        idle: { tags: 'rest', on: { go: { guard: () => false, target: 'ready' } } },
      },
    })
    const [done, idle] = [doer('done', () => {}), thread('idle', machine)]
    expect((await check(network({ threads: [done, idle] }))).verdict).toBe('holds')
    const stuck = doer(
      'stuck',
      () => {},
      () => false,
    )
    const result = await check(network({ threads: [done, idle, stuck] }))
    expect(result.violated?.waiting).toEqual([
      { thread: 'stuck', state: 'before', events: [{ event: 'go', guards: ['may'] }] },
    ])
  })

  test('at the very start has a trace without steps', async () => {
    const stuck = doer(
      'stuck',
      () => {},
      () => false,
    )
    const result = await check(network({ threads: [stuck] }))
    expect(result).toMatchObject({ violated: { kind: 'deadlock' }, depth: 0, trace: { steps: [] } })
  })

  // all threads are at `left2` or `right2` after two steps; one is stuck there, the other breaks a promise at step three
  const fork = (stuck: 'left2' | 'right2') => {
    const machine = setup({ types: { events: {} as Step<'left' | 'right'> } }).createMachine({
      initial: 'start',
      states: {
        start: { on: { left: 'left1', right: 'right1' } },
        left1: { on: { left: 'left2' } },
        right1: { on: { right: 'right2' } },
        left2: stuck === 'left2' ? {} : { on: { left: 'broken' } },
        right2: stuck === 'right2' ? {} : { on: { right: 'broken' } },
        broken: { tags: 'rest' },
      },
    })
    const walker = thread('walker', machine)
    return {
      network: network({ threads: [walker] }),
      state: invariant('whole', (see) => !see(walker).matches('broken') || 'broken'),
      step: stepProperty('stays whole', ({ after }) => !after(walker).matches('broken') || 'breaks'),
    }
  }

  test.each(['left2', 'right2'] as const)('in %s is preferred over a violation one step longer', async (stuck) => {
    const { network, state, step } = fork(stuck)
    for (const property of [state, step]) {
      const result = await check(network, { properties: [property] })
      expect(result.violated?.kind).toBe('deadlock')
      expect(result.trace?.final).toEqual([{ part: 'walker', state: stuck }])
      const unasked = await check(network, { properties: [property], structural: [] })
      expect(unasked.violated?.property).toBe(property.name)
      expect(unasked.depth).toBe(3)
    }
  })

  test('behind a longer illegal event is preferred too', async () => {
    const lock = object('lock', lockMachine)
    const machine = setup({ types: { events: {} as Step<'err' | 'wait'> } }).createMachine({
      initial: 'start',
      states: {
        start: { on: { err: 'wrong', wait: 'waiting' } },
        wrong: { on: { err: { actions: ({ event }) => event.tell(lock, { type: 'release' }) } } },
        waiting: {},
      },
    })
    const result = await check(network({ objects: [lock], threads: [thread('A', machine)] }))
    expect(result.violated).toMatchObject({
      kind: 'deadlock',
      waiting: [{ thread: 'A', state: 'waiting', events: [] }],
    })
  })
})

describe('an illegal event', () => {
  const lock = object('lock', lockMachine)

  test('is reported with the thread, the object, the event and the state', async () => {
    const threads = [user('A', [lock]), user('B', [lock], { careless: true })]
    const result = await check(network({ objects: [lock], threads }))
    expect(result.violated).toMatchObject({
      kind: 'illegal-event',
      property: 'no-illegal-event',
      clause: '"B" tells "lock" the event take(by=B), which it does not accept in held {holder: A}',
    })
    expect(result.trace?.steps.map(({ thread, event }) => `${thread} ${event}`)).toEqual(['A take', 'B take'])
  })

  test('changes nothing: the trace ends in the state in which the event was told', async () => {
    const threads = [user('A', [lock]), user('B', [lock], { careless: true })]
    const { trace } = await check(network({ objects: [lock], threads }))
    expect(trace?.steps.at(-1)).toMatchObject({ changes: [], moved: { from: 'holds 0', to: 'holds 0' } })
    expect(trace?.final).toEqual([
      { part: 'lock', state: 'held {holder: A}' },
      { part: 'A', state: 'holds 1' },
      { part: 'B', state: 'holds 0' },
    ])
  })

  test('is one whose guards all say no', async () => {
    const machine = setup({
      types: { events: {} as { type: 'open' } },
      guards: { never: () => false },
    }).createMachine({ initial: 'shut', states: { shut: { on: { open: { guard: 'never' } } } } })
    const gate = object('gate', machine)
    const result = await check(
      network({ objects: [gate], threads: [doer('A', ({ tell }) => tell(gate, { type: 'open' }))] }),
    )
    expect(result.violated?.clause).toBe('"A" tells "gate" the event open, which it does not accept in shut')
  })

  test('reads as the object says, where it says what telling it there means', async () => {
    const machine = setup({ types: { events: {} as { type: 'lend' } | { type: 'burn' } } }).createMachine({
      initial: 'there',
      states: { there: { on: { lend: {}, burn: 'ashes' } }, ashes: {} },
    })
    const book = object('book', machine, { refusals: { lend: 'lends a book that has been burnt' } })
    const result = await check(
      network({
        objects: [book],
        threads: [
          doer('A', ({ tell }) => {
            tell(book, { type: 'burn' })
            tell(book, { type: 'lend' })
          }),
        ],
      }),
    )
    expect(result.violated?.clause).toBe('"A" lends a book that has been burnt: "book" is ashes')
  })

  test('is any event that reaches an object in its final state', async () => {
    const machine = setup({ types: { events: {} as { type: 'close' } } }).createMachine({
      initial: 'open',
      on: { close: '.shut' },
      states: { open: {}, shut: { type: 'final' } },
    })
    const gate = object('gate', machine)
    const twice = doer('A', ({ tell }) => {
      tell(gate, { type: 'close' })
      tell(gate, { type: 'close' })
    })
    const result = await check(network({ objects: [gate], threads: [twice] }))
    expect(result.violated?.clause).toBe('"A" tells "gate" the event close, which it does not accept in shut')
  })

  test('is not one that the object explicitly ignores', async () => {
    const machine = setup({ types: { events: {} as { type: 'knock' } } }).createMachine({
      initial: 'shut',
      states: { shut: { on: { knock: {} } } },
    })
    const gate = object('gate', machine)
    const result = await check(
      network({ objects: [gate], threads: [doer('A', ({ tell }) => tell(gate, { type: 'knock' }))] }),
    )
    expect(result).toMatchObject({ verdict: 'holds', states: 2, transitions: 1 })
  })

  test('ignored, is a step that nobody can take', async () => {
    const thief = doer('thief', ({ tell }) => tell(lock, { type: 'release' }))
    const stuck = network({ objects: [lock], threads: [thief] })
    expect((await check(stuck, { structural: ['no-deadlock'] })).violated).toMatchObject({
      kind: 'deadlock',
      waiting: [{ thread: 'thief', state: 'before' }],
    })
  })
})

test.each([
  ['two', 2, {}],
  ['two', 2, { patient: false }],
  ['three', 5, { patient: false }],
])(
  'states that differ in some of %s words only are told apart, though many are found in a row',
  async (_, early, shortcuts) => {
    const most = 299
    type Counts = { context: { count: number } }
    /** Counts up once whoever comes before is done. Three of them are in a word, the first in the first. */
    const runner = (name: string, isTime: (see: See) => boolean) =>
      thread(
        name,
        setup({
          types: { context: {} as Counts['context'], events: {} as Step<'up'> },
          guards: { 'it is time': ({ context, event }) => context.count < most && isTime(event.see) },
        }).createMachine({
          context: { count: 0 },
          tags: 'rest',
          on: { up: { guard: 'it is time', actions: assign({ count: ({ context }) => context.count + 1 }) } },
        }),
      )
    const before: ReturnType<typeof runner>[] = []
    for (let i = 0; i < early; i++) {
      const last = before.at(-1)
      before.push(runner(`early ${i}`, (see) => last === undefined || see(last).context.count === most))
    }
    const last = before.at(-1) as (typeof before)[number]
    const late = (name: string) => runner(name, (see) => see(last).context.count === most)
    const threads = [late('late'), ...before, late('as late')]
    const { states, transitions, depth } = await check(network({ threads }), {}, { shortcuts })
    expect({ states, transitions, depth }).toEqual({
      states: early * most + (most + 1) ** 2,
      transitions: early * most + 2 * most * (most + 1),
      depth: (early + 2) * most,
    })
  },
)

/** Some 1,280 are looked up together, so that here the last ones are, or are not, left for the next time. */
test.each([
  [1278, 'nobody else', {}],
  [1279, 'nobody else', {}],
  [1280, 'nobody else', {}],
  [1280, 'another', {}],
  [1281, 'another', {}],
  [1280, 'another', { patient: false }],
  [1281, 'another', { patient: false }],
  [1281, 'another', { patient: false, sleepSets: false, filter: false }],
])('a state may have %i steps, in which %s can take one', async (choices, who, shortcuts) => {
  const flag = setup({ types: { events: {} as { type: 'raise' } } }).createMachine({
    initial: 'down',
    states: { down: { on: { raise: 'up' } }, up: {} },
  })
  const gates = ['near', 'far'].map((name) => object(name, flag))
  const opener = thread(
    'opener',
    setup({
      types: { events: {} as Step<'open'> },
      actions: {
        open: ({ event }, gate: number) => event.tell(gates[gate] as ObjectRef<typeof flag>, { type: 'raise' }),
      },
    }).createMachine({
      initial: 'none',
      states: {
        none: { on: { open: { target: 'one', actions: { type: 'open', params: 0 } } } },
        one: { on: { open: { target: 'two', actions: { type: 'open', params: 1 } } } },
        two: { type: 'final' },
      },
    }),
  )
  const chooser = thread(
    'chooser',
    setup({
      types: { context: {} as { chosen: number }, events: {} as Step<'choose'> & { number: number } },
      guards: { 'both are open': ({ event }) => gates.every((gate) => event.see(gate).matches('up')) },
      actions: { choose: assign({ chosen: ({ event }) => event.number }) },
    }).createMachine({
      context: { chosen: 0 },
      initial: 'choosing',
      states: {
        choosing: { on: { choose: { guard: 'both are open', target: 'done', actions: 'choose' } } },
        done: { type: 'final' },
      },
    }),
    { offers: Array.from({ length: choices }, (_, number) => ({ type: 'choose', number })) },
  )
  // once it has moved, all that the chooser may do is known, and leads to what was not found before
  const bystander = thread(
    'bystander',
    setup({ types: { events: {} as Step<'move' | 'wait'> } }).createMachine({
      initial: 'before',
      states: {
        before: { on: { move: 'after' } },
        after: { on: who === 'another' ? { wait: 'after' } : {}, tags: 'rest' },
      },
    }),
  )
  const result = await check(network({ objects: gates, threads: [bystander, opener, chooser] }), {}, { shortcuts })
  const alone = { states: 3 + choices, transitions: 2 + choices }
  expect(result).toMatchObject({
    verdict: 'holds',
    states: 2 * alone.states,
    transitions: 2 * alone.transitions + (who === 'another' ? 2 : 1) * alone.states,
    depth: 4,
  })
})
