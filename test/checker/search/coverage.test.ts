import { describe, expect, test } from 'vitest'
import { and, not, setup } from 'xstate'
import { check, network, object, type Step, thread } from '../../../checker/index.ts'
import { counters, doer, lockMachine, user } from '../tiny-networks.ts'

const fired = (coverage: Awaited<ReturnType<typeof check>>['coverage'], part: string) =>
  coverage.filter((entry) => entry.part === part).map(({ state, event, fired }) => ({ state, event, fired }))

describe('the coverage', () => {
  test('counts how often each transition fired: once per state in which its event can be taken', async () => {
    const { coverage } = await check(counters(2, 5).network)
    expect(coverage).toMatchObject([
      { part: 'counter 0', state: '', event: 'up', fired: 25 },
      { part: 'counter 1', state: '', event: 'up', fired: 25 },
    ])
  })

  test('counts the transitions of the objects that were told', async () => {
    const lock = object('lock', lockMachine)
    const threads = [user('A', [lock]), user('B', [lock])]
    const { coverage, transitions } = await check(network({ objects: [lock], threads }))
    expect(transitions).toBe(4)
    expect(fired(coverage, 'lock')).toEqual([
      { state: 'free', event: 'take', fired: 2 },
      { state: 'held', event: 'release', fired: 2 },
    ])
    for (const name of ['A', 'B'])
      expect(fired(coverage, name)).toEqual([
        { state: 'taking', event: 'take', fired: 1 },
        { state: 'taking', event: 'always', fired: 1 },
        { state: 'holding', event: 'release', fired: 1 },
      ])
  })

  test('counts a transition as often as one step tells it', async () => {
    const lock = object('lock', lockMachine)
    const hasty = doer('A', ({ tell }) => {
      for (const by of ['one', 'two', 'three']) {
        tell(lock, { type: 'take', by })
        tell(lock, { type: 'release' })
      }
    })
    const { coverage } = await check(network({ objects: [lock], threads: [hasty] }))
    expect(fired(coverage, 'lock').map(({ fired }) => fired)).toEqual([3, 3])
  })

  test('lists what never fired with 0, and each branch of a guarded event on its own', async () => {
    const machine = setup({
      types: { events: {} as Step<'go' | 'jump'> },
      guards: { never: () => false, always: () => true },
    }).createMachine({
      initial: 'a',
      on: { jump: { guard: 'never', target: '.b', description: 'nobody jumps' } },
      states: {
        a: { on: { go: [{ guard: 'never' }, { guard: and(['always', not('never')]), target: 'b' }, { target: 'a' }] } },
        b: { tags: 'rest', initial: 'c', states: { c: {}, d: { on: { go: '#top.a' } } } },
      },
      id: 'top',
    })
    const { coverage } = await check(network({ threads: [thread('A', machine)] }))
    const of = (transition: string) => ({ part: 'A', machine: 'top', transition })
    expect(coverage).toEqual([
      {
        ...of('any state on jump [never]'),
        state: '',
        event: 'jump',
        guard: 'never',
        description: 'nobody jumps',
        fired: 0,
      },
      { ...of('a on go [never]'), state: 'a', event: 'go', guard: 'never', fired: 0 },
      { ...of('a on go [always and not never]'), state: 'a', event: 'go', guard: 'always and not never', fired: 1 },
      { ...of('a on go'), state: 'a', event: 'go', fired: 0 },
      { ...of('b.d on go'), state: 'b.d', event: 'go', fired: 0 },
    ])
  })

  test('lists objects that nobody told anything', async () => {
    const lock = object('lock', lockMachine)
    const { coverage } = await check(network({ objects: [lock], threads: counters(1, 2).parts }))
    expect(fired(coverage, 'lock').map(({ fired }) => fired)).toEqual([0, 0])
  })

  test('counts steps that change nothing', async () => {
    const machine = setup({ types: { events: {} as { type: 'knock' } } }).createMachine({
      initial: 'shut',
      states: { shut: { on: { knock: {} } } },
    })
    const door = object('door', machine)
    const guest = thread(
      'guest',
      setup({ types: { events: {} as Step<'knock'> } }).createMachine({
        on: { knock: { actions: ({ event }) => event.tell(door, { type: 'knock' }) } },
      }),
    )
    const result = await check(network({ objects: [door], threads: [guest] }))
    expect(result).toMatchObject({ states: 1, transitions: 1 })
    expect(result.coverage.map(({ fired }) => fired)).toEqual([1, 1])
  })

  test('counts both transitions of parallel states that take one event', async () => {
    const region = { initial: 'off', states: { off: { on: { go: 'on' } }, on: { tags: 'rest' } } } as const
    const machine = setup({ types: { events: {} as Step<'go'> } }).createMachine({
      type: 'parallel',
      states: { left: region, right: region },
    })
    const { coverage } = await check(network({ threads: [thread('A', machine)] }))
    expect(fired(coverage, 'A')).toEqual([
      { state: 'left.off', event: 'go', fired: 1 },
      { state: 'right.off', event: 'go', fired: 1 },
    ])
  })

  test('counts the eventless transitions that a step goes on with, and those before the first step', async () => {
    const machine = setup({ types: { events: {} as Step<'go' | 'stay'> } }).createMachine({
      initial: 'start',
      states: {
        start: { always: [{ guard: () => false, target: 'never' }, { target: 'idle' }] },
        idle: { on: { go: 'work' } },
        work: { initial: 'first', onDone: 'over', states: { first: { always: 'last' }, last: { type: 'final' } } },
        over: { type: 'final' },
        never: {},
      },
    })
    const { coverage } = await check(network({ threads: [thread('A', machine)] }))
    expect(coverage.map(({ transition, fired }) => ({ transition, fired }))).toEqual([
      { transition: 'start on always [inline guard]', fired: 0 },
      { transition: 'start on always', fired: 1 },
      { transition: 'idle on go', fired: 1 },
      { transition: 'work on done', fired: 1 },
      { transition: 'work.first on always', fired: 1 },
    ])
  })

  test('counts the eventless transitions of objects', async () => {
    const machine = setup({ types: { events: {} as { type: 'ring' } } }).createMachine({
      initial: 'quiet',
      states: { quiet: { on: { ring: 'ringing' } }, ringing: { always: 'quiet' } },
    })
    const bell = object('bell', machine)
    const guest = doer('guest', ({ tell }) => {
      tell(bell, { type: 'ring' })
      tell(bell, { type: 'ring' })
    })
    const { coverage } = await check(network({ objects: [bell], threads: [guest] }))
    expect(fired(coverage, 'bell').map(({ fired }) => fired)).toEqual([2, 2])
  })

  test('is there for a search that was cut short', async () => {
    const { coverage, transitions, verdict } = await check(counters(3, 20).network, {}, { maxStates: 2000 })
    expect(verdict).toBe('incomplete')
    expect(coverage.reduce((sum, { fired }) => sum + fired, 0)).toBe(transitions)
  })
})
