/** What is asked of whole runs, on networks small enough to follow by hand. */
import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import {
  alwaysEventually,
  alwaysPossible,
  check,
  completes,
  eventuallyAlways,
  type Fairness,
  formatRace,
  type Liveness,
  leadsTo,
  type Network,
  network,
  neverStuck,
  object,
  type Property,
  type Result,
  type Step,
  stronglyFair,
  thread,
  weaklyFair,
} from '../../../checker/index.ts'
import { counters, crossedLocks, lockMachine, user } from '../tiny-networks.ts'

const ask = (network: Network, ...properties: Property[]): Promise<Result> =>
  check(network, { properties, structural: [] })

const raceOf = ({ trace, violated }: Result): string =>
  trace === undefined || violated === undefined ? '' : formatRace(trace, violated)

/** Two users of one lock, each of whom takes it and gives it back, over and over. */
function sharedLock() {
  const lock = object('lock', lockMachine)
  const [a, b] = [user('A', [lock]), user('B', [lock])]
  const holds = (property: string, fairness?: readonly Fairness[]): Liveness =>
    alwaysEventually(property, (see) => see(a).matches('holding'), fairness === undefined ? {} : { fairness })
  return { network: network({ objects: [lock], threads: [a, b] }), lock, a, b, holds }
}

describe('what is assumed of the scheduler', () => {
  test('nobody has to move unless it is assumed', async () => {
    const { network, holds } = sharedLock()
    const { verdict, trace } = await ask(network, holds('A gets the lock', []))
    expect(verdict).toBe('violated')
    expect(trace).toMatchObject({ steps: [], cycle: 0 })
  })

  test('weak fairness is not enough for a lock that others take again and again', async () => {
    const { network, a, holds } = sharedLock()
    const result = await ask(network, holds('A gets the lock'))
    expect(result.assumed).toEqual([{ property: 'A gets the lock', fairness: ['A (weak)', 'B (weak)'] }])
    expect(result.trace?.steps.map(({ thread, event }) => `${thread} ${event}`)).toEqual(['B take', 'B release'])
    expect(result.trace?.cycle).toBe(0)
    expect(result.violated?.excludedBy).toEqual([{ fairness: 'A (strong)', suffices: true }])
    expect((await ask(network, holds('A gets the lock', [stronglyFair(a)]))).verdict).toBe('violated') // B may keep it
  })

  test('strong fairness is', async () => {
    const { network, a, b, holds } = sharedLock()
    expect((await ask(network, holds('A gets the lock', [stronglyFair(a), weaklyFair(b)]))).verdict).toBe('holds')
  })

  test('it may be about one event', async () => {
    const { network, a, b, holds } = sharedLock()
    const fairness = [stronglyFair(a, { event: 'take' }), weaklyFair(b, { event: 'release' })]
    const { verdict, assumed } = await ask(network, holds('A gets the lock', fairness))
    expect(verdict).toBe('holds')
    expect(assumed?.[0]?.fairness).toEqual(['A (strong, take)', 'B (weak, release)'])
  })

  test('nobody has to begin where only those who have begun are obliged', async () => {
    const { network, a, b, holds } = sharedLock()
    const begun = [a, b].map((one) => stronglyFair(one, { begun: true }))
    const result = await ask(network, holds('A gets the lock', begun))
    expect(result.verdict).toBe('violated')
    expect(result.trace).toMatchObject({ steps: [], cycle: 0 })
    // neither that A begins nor that B does would be enough: the other may take the lock, or nobody may give it back
    expect(result.violated?.excludedBy).toEqual([])
  })

  test('a thread that is no part of the network, or an event that its machine does not know, is refused by name', async () => {
    const { network, a, holds } = sharedLock()
    const stranger = user('stranger', [])
    await expect(ask(network, holds('p', [weaklyFair(stranger)]))).rejects.toThrow(
      'property "p" is about "stranger", which is no thread of the network; threads: A, B',
    )
    await expect(ask(network, holds('p', [weaklyFair(a, { event: 'steal' })]))).rejects.toThrow(
      'property "p": fairness of "A", event "steal", for which its machine has no transition',
    )
    await expect(ask(network, neverStuck('p', [stranger]))).rejects.toThrow('"stranger"')
  })
})

describe('the forms of a property', () => {
  const { network, parts, counts } = counters(1, 3)
  const count = (n: number) => (see: Parameters<typeof counts>[0]) => counts(see)[0] === n

  test('always eventually: again and again, for ever', async () => {
    expect((await ask(network, alwaysEventually('comes to two', count(2)))).verdict).toBe('holds')
    const result = await ask(network, alwaysEventually('comes to three', count(3)))
    expect(result.violated).toMatchObject({ kind: 'liveness', property: 'comes to three' })
    expect(result.trace).toMatchObject({ cycle: 0, steps: [{}, {}, {}] })
  })

  test('eventually always: true at last, and never false again', async () => {
    const small = eventuallyAlways('stays below three', (see) => !count(3)(see))
    expect((await ask(network, small)).verdict).toBe('holds')
    const result = await ask(
      network,
      eventuallyAlways('stays below two', (see) => !count(2)(see)),
    )
    expect(result.trace).toMatchObject({ cycle: 0, steps: [{}, {}, {}] })
  })

  test('leads to: the effect at once, or later', async () => {
    const properties = [
      leadsTo('one leads to two', count(1), count(2)),
      leadsTo('zero leads to zero', count(0), count(0)),
    ]
    expect((await ask(network, ...properties)).verdict).toBe('holds')
    const result = await ask(network, leadsTo('one leads to three', count(1), count(3)))
    // the way to where the cause is counts as the way to the cycle
    expect(result.trace).toMatchObject({ cycle: 1, steps: [{}, {}, {}, {}] })
  })

  test('completes: what has begun comes to an end', async () => {
    expect((await ask(network, completes('comes round', parts))).verdict).toBe('holds')
    const { network: locks, threads } = crossedLocks()
    const result = await ask(locks, completes('lets go', threads))
    expect(result.violated).toMatchObject({ kind: 'liveness', clause: '"A" has begun, and never comes to an end' })
  })

  test('always possible: from everywhere', async () => {
    const { network: locks, threads } = crossedLocks()
    const [a] = threads
    const holding = (see: Parameters<typeof counts>[0]) => a !== undefined && see(a).matches('holding')
    const result = await ask(locks, alwaysPossible('A can get both', holding))
    expect(result.violated).toMatchObject({ kind: 'impossible', clause: 'from here it is out of reach' })
    expect(result.trace?.steps.map(({ thread }) => thread).sort()).toEqual(['A', 'B'])
    expect((await ask(network, alwaysPossible('zero', count(0)))).verdict).toBe('holds')
  })
})

describe('who waits for whom', () => {
  const holders = ({ context }: { context: { holder: string | null } }) =>
    context.holder === null ? [] : [context.holder]

  /** Two users who take two locks in opposite orders, and a third who goes on regardless. */
  function crossed() {
    const left = object('left', lockMachine, { holders })
    const right = object('right', lockMachine, { holders })
    const other = object('other', lockMachine, { holders })
    const threads = [user('A', [left, right]), user('B', [right, left]), user('C', [other]), user('D', [left])]
    return { network: network({ objects: [left, right, other], threads }), threads }
  }

  test('threads that wait for each other for ever are found though another goes on, with the chain of who holds what', async () => {
    const { network, threads } = crossed()
    const result = await ask(network, neverStuck('no circle', threads))
    expect(result.violated?.kind).toBe('impossible')
    expect(raceOf(result)).toMatchInlineSnapshot(`
      "A                                                 B
      -                                                 -
      take()
        left: free {holder: null} -> held {holder: A}
                                                        take()
                                                          right: free {holder: null} -> held {holder: B}

      These can never take a step again:
        A, in holds 1, waits for
          take: no guard says yes: isFree
        B, in holds 1, waits for
          take: no guard says yes: isFree
      Who holds what:
        A holds left, and waits for right, held by B
        B holds right, and waits for left, held by A

      no circle is broken: "A" and "B" can never take a step again."
    `)
  })

  test('a deadlock has the chain, too', async () => {
    const left = object('left', lockMachine, { holders })
    const right = object('right', lockMachine, { holders })
    const threads = [user('A', [left, right]), user('B', [right, left])]
    const { violated } = await check(network({ objects: [left, right], threads }))
    expect(violated?.waiting).toMatchObject([
      { thread: 'A', holds: ['left'], waitsFor: [{ lock: 'right', heldBy: ['B'] }] },
      { thread: 'B', holds: ['right'], waitsFor: [{ lock: 'left', heldBy: ['A'] }] },
    ])
  })

  test('whoever waits for a lock of its own is a circle, too', async () => {
    const lock = object('lock', lockMachine, { holders })
    const result = await ask(
      network({ objects: [lock], threads: [user('A', [lock, lock])] }),
      neverStuck('no circle', []),
    )
    expect(result.verdict).toBe('holds') // nobody was asked about
    const a = user('A', [lock, lock])
    const stuck = await ask(network({ objects: [lock], threads: [a] }), neverStuck('no circle', [a]))
    expect(stuck.violated?.clause).toBe('"A" can never take a step again')
    expect(raceOf(stuck)).toContain('A holds lock, and waits for lock, held by itself')
  })
})

describe('the counterexample', () => {
  /** Turns round and round without ever doing what it came for; it may also sit down. */
  const dancer = setup({
    types: { context: {} as { turns: number }, events: {} as Step<'come' | 'turn' | 'sit'> },
  }).createMachine({
    id: 'dancer',
    context: { turns: 0 },
    initial: 'away',
    states: {
      away: { on: { come: 'dancing' } },
      dancing: {
        on: { turn: { actions: assign({ turns: ({ context }) => (context.turns + 1) % 2 }) }, sit: 'sitting' },
      },
      sitting: { type: 'final' },
    },
  })

  test('is a shortest way to a cycle, and the cycle, marked where it begins', async () => {
    const dancing = thread('dancer', dancer)
    const result = await ask(network({ threads: [dancing] }), completes('sits down', [dancing]))
    expect(raceOf(result)).toMatchInlineSnapshot(`
      "dancer
      ------
      come()
        (away {turns: 0} -> dancing {turns: 0})
      ~~~ step 2: from here for ever ~~~
      turn()
        (dancing {turns: 0} -> dancing {turns: 1})
      turn()
        (dancing {turns: 1} -> dancing {turns: 0})
      ~~~ back to step 2 ~~~

      sits down is broken: "dancer" has begun, and never comes to an end.

      Assumed fair: dancer (weak).
      Ruled out if one assumes dancer (weak, sit), too; so are all others like it."
    `)
  })

  test('says so where no fairness of threads or events would help', async () => {
    const clock = thread('clock', counters(1, 2).parts[0]?.machine as never, { input: { modulus: 2 } })
    const result = await ask(
      network({ threads: [clock] }),
      alwaysEventually('stops', () => false),
    )
    expect(result.violated?.excludedBy).toEqual([])
    expect(raceOf(result)).toContain('no fairness rules out all runs like it')
  })

  test('a run that stops says that it stops', async () => {
    const { network: locks, threads } = crossedLocks()
    const result = await ask(locks, completes('lets go', threads))
    expect(result.trace?.cycle).toBe(result.trace?.steps.length)
    expect(raceOf(result)).toContain('~~~ here it stops for ever ~~~')
  })
})

describe('limits', () => {
  const { network, counts } = counters(2, 20)
  const never = alwaysEventually('never', (see) => counts(see)[0] === 20)

  test('memory that does not suffice for the graph of all states makes the verdict incomplete', async () => {
    const { bytesPerState, states } = await check(network, { structural: [] })
    const result = await check(
      network,
      { properties: [never], structural: [] },
      { maxMemory: bytesPerState * states + 1000 },
    )
    expect(result).toMatchObject({ verdict: 'incomplete' })
    expect(result.reason).toContain('bytes of memory was hit')
  })

  test('a broken invariant is reported before anything about runs', async () => {
    const { network: locks, threads } = crossedLocks()
    const result = await check(locks, { properties: [completes('lets go', threads)] })
    expect(result.violated?.kind).toBe('deadlock')
  })
})
