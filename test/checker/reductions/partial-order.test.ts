import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import { mini } from '../../../bench/models/mini.ts'
import {
  check,
  invariant,
  network,
  type ObjectRef,
  object,
  type Step,
  stepProperty,
  thread,
  witness,
} from '../../../checker/index.ts'
import { Learner } from '../../../checker/learn/learner.ts'
import { ReducedSearch } from '../../../checker/reductions/reduced-search.ts'
import { CompiledNetwork } from '../../../checker/search/compiled-network.ts'
import { allShortcuts } from '../../../checker/shortcuts.ts'
import { counters } from '../tiny-networks.ts'

const reduced = { partialOrder: true }

/** A thread that goes through as many states as it has events, on its own, and ends. */
const walker = (length: number) =>
  setup({ types: { events: {} as Step<'go'> } }).createMachine({
    id: 'walker',
    initial: 's0',
    states: {
      ...Object.fromEntries(Array.from({ length }, (_, i) => [`s${i}`, { on: { go: `s${i + 1}` } }])),
      [`s${length}`]: { type: 'final' },
    },
  })

const flag = setup({ types: { events: {} as { type: 'raise' } | { type: 'lower' } } }).createMachine({
  id: 'flag',
  initial: 'down',
  states: { down: { on: { raise: 'up' } }, up: { on: { lower: 'down' } } },
})

/** Looks at a signal once, and remembers what it saw. */
const looker = (signal: ObjectRef<typeof flag>) =>
  thread(
    'early',
    setup({
      types: { events: {} as Step<'look'>, context: {} as { saw: string } },
      actions: { note: assign({ saw: ({ event }) => (event.see(signal).matches('up') ? 'up' : 'down') }) },
    }).createMachine({
      context: { saw: 'nothing' },
      initial: 'idle',
      states: { idle: { on: { look: { target: 'done', actions: 'note' } } }, done: { type: 'final' } },
    }),
  )

describe('partial order', () => {
  test('takes one order of steps that nobody can tell apart', async () => {
    const threads = ['a', 'b', 'c'].map((name) => thread(name, walker(4)))
    const net = network({ threads })
    expect(await check(net)).toMatchObject({ verdict: 'holds', states: 5 ** 3, reductions: [] })
    // one after the other
    expect(await check(net, {}, reduced)).toMatchObject({
      verdict: 'holds',
      states: 3 * 4 + 1,
      transitions: 3 * 4,
      reductions: ['partial order'],
    })
  })

  /** Sets of threads are the bits of a number. */
  test('is no reduction with more than 30 threads, and says so', async () => {
    const of = (count: number) =>
      network({ threads: Array.from({ length: count }, (_, i) => thread(`${i}`, walker(1))) })
    expect(await check(of(30), {}, reduced)).toMatchObject({
      verdict: 'holds',
      reductions: ['partial order'],
      warnings: [],
    })
    expect(await check(of(31), {}, { ...reduced, maxStates: 100 })).toMatchObject({
      reductions: [],
      warnings: ['partial order left nothing out: it takes up to 30 threads, and there are 31'],
    })
  })

  test('leaves every order that a property can tell apart', async () => {
    const threads = ['a', 'b'].map((name) => thread(name, walker(2)))
    const [a, b] = threads
    const apart = invariant('b is never ahead', (see) => {
      if (a === undefined || b === undefined) return true
      return !(see(b).matches('s2') && see(a).matches('s0')) || 'b is done and a has not begun'
    })
    const result = await check(network({ threads }), { properties: [apart] }, reduced)
    expect(result).toMatchObject({ verdict: 'violated', violated: { property: 'b is never ahead' } })
    expect(result.trace?.steps).toHaveLength(2)
  })

  /** By the second run all steps are known, so a search that takes a seen step for a key goes one way, in 13 states. */
  test('leaves an order in which one thread has not begun and two others are far', async () => {
    const [a, b, c] = [thread('a', walker(2)), thread('b', walker(5)), thread('c', walker(5))]
    const apart = invariant('a is not left behind', (see) =>
      see(b).matches('s4') && see(a).matches('s0') && see(c).matches('s4') ? 'it is' : true,
    )
    const result = await check(network({ threads: [a, b, c] }), { properties: [apart] }, reduced)
    expect(result).toMatchObject({ verdict: 'violated', violated: { property: 'a is not left behind' } })
  })

  test('finds every situation that a witness asks for', async () => {
    const threads = ['a', 'b'].map((name) => thread(name, walker(3)))
    const witnesses = [0, 1, 2, 3].flatMap((i) =>
      [0, 1, 2, 3].map((j) =>
        witness(`${i} and ${j}`, (see) =>
          threads.every((one, which) => see(one).matches((which === 0 ? `s${i}` : `s${j}`) as never)),
        ),
      ),
    )
    expect((await check(network({ threads }), { witnesses }, reduced)).verdict).toBe('holds')
  })

  /**
   * The proviso. `spinner` goes round on its own: each of its steps is independent of all others and seen by nobody, so
   * a search that always takes such a step first never lets the others move, once it knows what all of them do; without
   * the proviso this one says `holds`, after 3 states.
   */
  test('does not leave a thread out for ever because another goes round in circles', async () => {
    const spinner = setup({ types: { events: {} as Step<'turn'> } }).createMachine({
      initial: 'north',
      states: { north: { on: { turn: 'east' } }, east: { on: { turn: 'south' } }, south: { on: { turn: 'north' } } },
    })
    const walkers = ['a', 'b'].map((name) => thread(name, walker(4)))
    const apart = invariant(
      'never both at the end',
      (see) => !walkers.every((one) => see(one).matches('s4')) || 'both are',
    )
    const net = network({ threads: [thread('spinner', spinner), ...walkers] })
    expect(await check(net, { properties: [apart] }, reduced)).toMatchObject({
      verdict: 'violated',
      violated: { property: 'never both at the end' },
    })
  })

  test('does not leave out a thread because two others turn each other round', async () => {
    const { network: turning, counts } = counters(3, 3)
    const sum = invariant('never all at two', (see) => counts(see)[2] !== 2 || 'the third is at two')
    expect((await check(turning, { properties: [sum] }, reduced)).verdict).toBe('violated')
  })

  test('keeps the order of a disabled step and of what will enable it', async () => {
    // `late` may go only while the flag is down, and `raiser` raises it: both orders matter to it
    const signal = object('signal', flag)
    const late = setup({
      types: { events: {} as Step<'go'> },
      guards: { up: ({ event }) => event.see(signal).matches('up') },
    }).createMachine({
      initial: 'waiting',
      states: {
        waiting: { on: { go: [{ guard: 'up', target: 'after' }, { target: 'before' }] } },
        after: {},
        before: {},
      },
    })
    const raiser = setup({
      types: { events: {} as Step<'wait' | 'raise'> },
      actions: { raise: ({ event }) => event.tell(signal, { type: 'raise' }) },
    }).createMachine({
      initial: 'far',
      states: {
        far: { on: { wait: 'near' } },
        near: { on: { raise: { target: 'done', actions: 'raise' } } },
        done: {},
      },
    })
    const waits = thread('late', late)
    const net = network({ objects: [signal], threads: [waits, thread('raiser', raiser)] })
    const seen = (state: 'before' | 'after') => witness(state, (see) => see(waits).matches(state))
    const question = { witnesses: [seen('before'), seen('after')], structural: [] }
    expect((await check(net, question, reduced)).verdict).toBe('holds')
  })

  test('counts in what a blocked thread will do once another has woken it', async () => {
    const [gone, signal] = [object('gone', flag), object('signal', flag)]
    const raiser = (raised: typeof gone) =>
      setup({
        types: { events: {} as Step<'raise'> },
        actions: { raise: ({ event }) => event.tell(raised, { type: 'raise' }) },
      }).createMachine({
        initial: 'near',
        states: { near: { on: { raise: { target: 'done', actions: 'raise' } } }, done: {} },
      })
    const waiter = setup({
      types: { events: {} as Step<'go'> },
      guards: {
        late: ({ event }) => event.see(signal).matches('up') && event.see(gone).matches('up'),
        woken: ({ event }) => event.see(signal).matches('up'),
      },
    }).createMachine({
      initial: 'waiting',
      states: {
        waiting: {
          on: {
            go: [
              { guard: 'late', target: 'after' },
              { guard: 'woken', target: 'before' },
            ],
          },
        },
        after: {},
        before: {},
      },
    })
    const [leaver, waits] = [thread('leaver', raiser(gone)), thread('waiter', waiter)]
    const net = network({ objects: [gone, signal], threads: [leaver, thread('waker', raiser(signal)), waits] })
    const left = invariant('nobody leaves before the waiter', (see) =>
      see(waits).matches('before') && see(leaver).matches('near') ? 'the waiter was first' : true,
    )
    expect((await check(net, { properties: [left], structural: [] }, reduced)).verdict).toBe('violated')
  })

  test('judges a step by the state that its property looks at', async () => {
    const threads = ['a', 'b'].map((name) => thread(name, walker(2)))
    const [a] = threads
    const rule = stepProperty('b moves before a', ({ thread: who, before: see }) => {
      if (who !== 'b' || a === undefined) return true
      return !see(a).matches('s2') || 'a is done'
    })
    expect((await check(network({ threads }), { properties: [rule] }, reduced)).verdict).toBe('violated')
    const never = stepProperty('b never moves before a is done', ({ thread: who, before: see }) => {
      if (who !== 'b' || a === undefined) return true
      return see(a).matches('s2') || 'a is not'
    })
    expect((await check(network({ threads }), { properties: [never] }, reduced)).verdict).toBe('violated')
  })

  test('takes what the property of a step looks at for a look of that step', async () => {
    const [a, b, c] = [thread('a', walker(2)), thread('b', walker(5)), thread('c', walker(5))]
    const rule = stepProperty('b does not come to its end before a begins', ({ thread: who, before: see }) =>
      who === 'b' && see(b).matches('s3') && see(a).matches('s0') && see(c).matches('s4') ? 'it does' : true,
    )
    expect((await check(network({ threads: [a, b, c] }), { properties: [rule] }, reduced)).verdict).toBe('violated')
  })

  /** What a thread will do later is not known when the first choices are made; they have to be taken back. */
  test('takes a choice back when a later step turns out to meet it', async () => {
    const signal = object('signal', flag)
    const slow = setup({
      types: { events: {} as Step<'go'> },
      actions: { raise: ({ event }) => event.tell(signal, { type: 'raise' }) },
    }).createMachine({
      initial: 's0',
      states: {
        s0: { on: { go: 's1' } },
        s1: { on: { go: 's2' } },
        s2: { on: { go: { target: 's3', actions: 'raise' } } },
        s3: { type: 'final' },
      },
    })
    const looks = looker(signal)
    const net = network({ objects: [signal], threads: [looks, thread('slow', slow)] })
    const saw = (what: string) => witness(what, (see) => see(looks).context.saw === what)
    expect((await check(net, { witnesses: [saw('up'), saw('down')] }, reduced)).verdict).toBe('holds')
  })

  /**
   * While the clock is early, all that is known of who watches it is that it ticks; so who looks seems to meet nobody. What
   * it meets is not even done where the clock is watched, but one step further.
   */
  test.each([10, 20, 30, 40])(
    'takes a choice back where it is too late to begin again: what is looked at changes after %i steps',
    (length) => {
      const signal = object('signal', flag)
      const clock = object(
        'clock',
        setup({ types: { context: {} as { ticks: number }, events: {} as { type: 'tick' } } }).createMachine({
          context: { ticks: 0 },
          on: { tick: { actions: assign({ ticks: ({ context }) => context.ticks + 1 }) } },
        }),
      )
      const slow = setup({
        types: { events: {} as Step<'go'> },
        guards: { 'it is early': ({ event }) => event.see(clock).context.ticks < length },
        actions: {
          tick: ({ event }) => event.tell(clock, { type: 'tick' }),
          raise: ({ event }) => event.tell(signal, { type: 'raise' }),
        },
      }).createMachine({
        initial: 'going',
        states: {
          going: {
            on: {
              go: [{ guard: 'it is early', actions: 'tick' }, { target: 'near' }],
            },
          },
          near: { on: { go: { target: 'there', actions: 'raise' } } },
          there: { type: 'final' },
        },
      })
      const looks = looker(signal)
      const net = network({ objects: [signal, clock], threads: [looks, thread('slow', slow)] })
      const unseen = invariant('nobody sees it up', (see) => see(looks).context.saw !== 'up' || 'it is seen')
      const compiled = new CompiledNetwork(new Learner(net), [unseen], [], allShortcuts)
      const limits = { maxStates: 3000, maxMemory: 2 ** 30, small: 0 }
      const reduction = { partialOrder: true, orbits: undefined, names: [], warnings: [] }
      const search = new ReducedSearch(compiled, { illegalEvents: true, deadlocks: false }, limits, reduction)
      search.run(Number.POSITIVE_INFINITY)
      expect(search.found?.clause).toBe('it is seen')
    },
  )

  test('leaves out more of the small migration protocol than SPIN does (there 6,041,401 of 8,323,799 states)', async () => {
    const net = mini({ devices: 1, cpus: 1 })
    const plain = await check(net, { structural: [] })
    const result = await check(net, { structural: [] }, reduced)
    expect(plain.states).toBe(21_825)
    expect(result.states / plain.states).toBeLessThan(6_041_401 / 8_323_799)
  })
})
