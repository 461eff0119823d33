import { describe, expect, test } from 'vitest'
import { setup } from 'xstate'
import {
  type CompareOptions,
  compareBehaviours,
  type Difference,
  type Inclusion,
  ModelError,
  network,
  type Observed,
  object,
  replayTrace,
  type Step,
  thread,
} from '../../../checker/index.ts'
import { counters, crossedLocks, doer, lockMachine, user } from '../tiny-networks.ts'
import { type Arrow, drawn } from './drawn.ts'

/** What the inclusion says is too much, without the trace, once the trace has been taken again. */
function excess(inclusion: Inclusion, { network }: Observed): Omit<Difference, 'trace'> {
  if (inclusion.verdict !== 'exceeds') throw new Error(`is ${inclusion.verdict}`)
  const { trace, ...difference } = inclusion.difference
  expect(replayTrace(network, trace)).toMatchObject({ kind: 'replays', steps: trace.steps.length })
  return difference
}

async function verdicts(left: Observed, right: Observed, options: CompareOptions = {}): Promise<string[]> {
  const { verdict, leftInRight, rightInLeft } = await compareBehaviours(left, right, options)
  return [verdict, leftInRight.verdict, rightInLeft.verdict]
}

const ab = drawn([
  ['1', 'a', '2'],
  ['2', 'b', '3'],
])

describe('two networks show the same', () => {
  test('if they are one', async () => {
    expect(await compareBehaviours(ab, ab)).toMatchObject({
      verdict: 'equal',
      leftInRight: { verdict: 'included' },
      rightInLeft: { verdict: 'included' },
      states: { left: 3, right: 3 },
    })
  })

  test('if they differ only in steps without a label', async () => {
    const slow = drawn([
      ['1', undefined, '1b'],
      ['1b', undefined, '1'],
      ['1b', 'a', '2'],
      ['2', undefined, '2b'],
      ['2b', 'b', '3'],
      ['3', undefined, '4'],
    ])
    expect(await verdicts(ab, slow)).toEqual(['equal', 'included', 'included'])
  })

  test('if they differ only in when they choose: a.b + a.c, and a.(b + c)', async () => {
    const early = drawn([
      ['1', 'a', '2b'],
      ['1', 'a', '2c'],
      ['2b', 'b', '3'],
      ['2c', 'c', '3'],
    ])
    const late = drawn([
      ['1', 'a', '2'],
      ['2', 'b', '3'],
      ['2', 'c', '3'],
    ])
    expect(await verdicts(early, late)).toEqual(['equal', 'included', 'included'])
  })

  test('if they differ only in what is not shown: who takes a lock first', async () => {
    const lock = object('lock', lockMachine)
    const users = ['A', 'B'].map((name) => user(name, [lock]))
    const pair = network({ objects: [lock], threads: users })
    const alone = network({ objects: [lock], threads: users.slice(1) })
    const observe: Observed['observe'] = (step) => {
      const { value } = step.after(lock)
      return step.before(lock).value === value ? undefined : `${value}`
    }
    expect(await verdicts({ network: pair, observe }, { network: alone, observe })).toEqual([
      'equal',
      'included',
      'included',
    ])
  })
})

describe('a difference', () => {
  test('is a shortest word, and what the other network can show in place of its last label', async () => {
    const ac = drawn([
      ['1', 'a', '2'],
      ['2', 'c', '3'],
      ['2', 'd', '3'],
    ])
    const { verdict, leftInRight, rightInLeft } = await compareBehaviours(ab, ac)
    expect(verdict).toBe('different')
    expect(excess(leftInRight, ab)).toEqual({ labels: ['a', 'b'], instead: { labels: ['c', 'd'], ends: [] } })
    expect(excess(rightInLeft, ac)).toEqual({ labels: ['a', 'c'], instead: { labels: ['b'], ends: [] } })
  })

  test('may be in one direction only', async () => {
    const more = drawn([
      ['1', 'a', '2'],
      ['2', 'b', '3'],
      ['1', 'b', '3'],
    ])
    expect(await verdicts(ab, more)).toEqual(['different', 'included', 'exceeds'])
    expect(await verdicts(more, ab)).toEqual(['different', 'exceeds', 'included'])
  })

  test('comes with a run of as few steps as possible', async () => {
    const detour = drawn([
      ['1', undefined, '1a'],
      ['1a', undefined, '1b'],
      ['1b', 'x', '9'],
      ['1', 'a', '2'],
      ['2', undefined, '1b'],
      ['1a', 'x', '9'],
    ])
    const { leftInRight } = await compareBehaviours(detour, ab)
    expect(leftInRight).toMatchObject({ difference: { labels: ['x'], instead: { labels: ['a'] } } })
    const steps = leftInRight.verdict === 'exceeds' ? leftInRight.difference.trace.steps : []
    expect(steps.map(({ moved }) => moved.to)).toEqual(['1a', '9'])
  })

  test('may be a label that comes where the other network shows nothing any more', async () => {
    const silent = drawn([
      ['1', 'a', '2'],
      ['2', undefined, '2'],
    ])
    const { leftInRight } = await compareBehaviours(ab, silent)
    expect(excess(leftInRight, ab)).toEqual({ labels: ['a', 'b'], instead: { labels: [], ends: [] } })
  })
})

describe('the end of a run', () => {
  const mayStop = drawn([
    ['1', 'a', '2'],
    ['2', 'b', '3'],
    ['1', 'a', 'stop'],
  ])

  test('tells a network that may stop early from one that may not', async () => {
    const { verdict, leftInRight, rightInLeft } = await compareBehaviours(mayStop, ab)
    expect([verdict, rightInLeft.verdict]).toEqual(['different', 'included'])
    expect(excess(leftInRight, mayStop)).toEqual({
      labels: ['a'],
      end: 'finished',
      instead: { labels: ['b'], ends: [] },
    })
  })

  test('is not looked at if that is asked for', async () => {
    expect(await verdicts(mayStop, ab, { ends: false })).toEqual(['equal', 'included', 'included'])
  })

  test('may be a deadlock, which is not the same as being finished', async () => {
    const stuck = drawn([['1', 'a', '2']], { stuck: ['2'] })
    const done = drawn([['1', 'a', '2']])
    const { leftInRight, rightInLeft } = await compareBehaviours(stuck, done)
    expect(excess(leftInRight, stuck)).toEqual({
      labels: ['a'],
      end: 'deadlock',
      instead: { labels: [], ends: ['finished'] },
    })
    expect(excess(rightInLeft, done)).toMatchObject({ end: 'finished', instead: { ends: ['deadlock'] } })
  })

  test('is no deadlock for threads that are tagged as at rest', async () => {
    const machine = setup({ types: { events: {} as Step<'a'> } }).createMachine({
      initial: 'before',
      states: { before: { on: { a: 'after' } }, after: { tags: 'rest' } },
    })
    const resting = { network: network({ threads: [thread('it', machine)] }), observe: () => 'a' }
    expect(await verdicts(resting, drawn([['1', 'a', '2']]))).toEqual(['equal', 'included', 'included'])
  })

  test('of networks of many parts is found, too: locks taken in opposite orders', async () => {
    const { network: crossed } = crossedLocks()
    const [left, right] = [object('left', lockMachine), object('right', lockMachine)]
    const ordered = network({ objects: [left, right], threads: ['A', 'B'].map((name) => user(name, [left, right])) })
    const silent = () => undefined
    const one = { network: crossed, observe: silent }
    const { leftInRight, rightInLeft } = await compareBehaviours(one, { network: ordered, observe: silent })
    expect(rightInLeft.verdict).toBe('included')
    expect(excess(leftInRight, one)).toEqual({ labels: [], end: 'deadlock', instead: { labels: [], ends: [] } })
  })

  test('may be an event that an object does not accept', async () => {
    const lock = object('lock', lockMachine)
    const told = (event: { type: 'release' } | { type: 'take'; by: string }): Observed => ({
      network: network({ objects: [lock], threads: [doer('A', ({ tell }) => tell(lock, event))] }),
      observe: () => undefined,
    })
    const [bad, good] = [told({ type: 'release' }), told({ type: 'take', by: 'A' })]
    const { leftInRight } = await compareBehaviours(bad, good)
    expect(excess(leftInRight, bad)).toEqual({
      labels: [],
      end: 'illegal-event',
      instead: { labels: [], ends: ['finished'] },
    })
    expect(leftInRight).toMatchObject({ difference: { trace: { steps: [{ thread: 'A', event: 'go' }] } } })
    expect(await verdicts(bad, good, { ends: false })).toEqual(['equal', 'included', 'included'])
  })
})

describe('a comparison that is cut short', () => {
  const long = (label: string) =>
    drawn(Array.from({ length: 20 }, (_, i) => [`${i}`, i === 19 ? label : 'a', `${i + 1}`] as const))

  test('is incomplete where a limit is hit, never equal', async () => {
    const result = await compareBehaviours(long('a'), long('a'), { maxStates: 20 })
    const incomplete = { verdict: 'incomplete', reason: 'the limit of 20 states was hit' }
    expect(result).toMatchObject({ verdict: 'incomplete', leftInRight: incomplete, rightInLeft: incomplete })
    expect(await verdicts(long('a'), long('a'), { maxStates: 21 })).toEqual(['equal', 'included', 'included'])
  })

  test('tells the difference that it has found before', async () => {
    const short = drawn([
      ['1', 'a', '2'],
      ['2', 'a', '1'],
      ['2', 'x', '3'],
    ])
    expect(await verdicts(short, long('b'))).toEqual(['different', 'exceeds', 'exceeds'])
    expect(await verdicts(short, long('b'), { maxPairs: 10 })).toEqual(['different', 'exceeds', 'incomplete'])
    expect((await compareBehaviours(short, long('b'), { maxPairs: 10 })).rightInLeft).toEqual({
      verdict: 'incomplete',
      reason: 'the limit of 10 pairs was hit',
    })
  })

  test('is incomplete if it is interrupted', async () => {
    const one = drawn([['1', 'a', '1']])
    expect(await compareBehaviours(one, one, { signal: AbortSignal.abort() })).toMatchObject({
      verdict: 'incomplete',
      leftInRight: { verdict: 'incomplete', reason: 'interrupted' },
      rightInLeft: { verdict: 'incomplete', reason: 'interrupted' },
    })
  })
})

describe('a comparison does not get lost in', () => {
  const letters = ['a', 'b']
  /** Any word whose letter before the last 16 is an a: there are 2 to the power of 16 sets of states. */
  const sixteen: Arrow[] = [
    ...letters.map((letter): Arrow => ['0', letter, '0']),
    ['0', 'a', '1'],
    ...Array.from({ length: 16 }, (_, i) => letters.map((letter): Arrow => [`${i + 1}`, letter, `${i + 2}`])).flat(),
  ]

  test('sets of states, where states that can do the same are in them', async () => {
    const { verdict, states, classes, pairs } = await compareBehaviours(drawn(sixteen), drawn(sixteen))
    expect({ verdict, states, classes, pairs }).toEqual({
      verdict: 'equal',
      states: { left: 18, right: 18 },
      classes: 19, // each state with its twin, and what is after the end
      pairs: 0,
    })
  })

  test('sets of states that contain one already visited', async () => {
    const detour: Arrow[] = [...sixteen, ['0', 'a', '1b'], ['1b', 'a', '2']]
    const { verdict, pairs } = await compareBehaviours(drawn(sixteen), drawn(detour), { maxPairs: 1000 })
    expect(verdict).toBe('equal')
    expect(pairs).toBeLessThan(10)
  })
})

describe('what is observed', () => {
  test('must be a function of the step', async () => {
    let count = 0
    const counting = { ...ab, observe: () => `${count++}` }
    await expect(compareBehaviours(counting, ab)).rejects.toThrow(
      new ModelError(
        'property "observe of the left network" gives different answers in the same situation; it must be a function of what it looks at (no counters outside the context, no mutation)',
      ),
    )
  })

  test('may fail, and is then named', async () => {
    const failing = {
      ...ab,
      observe: () => {
        throw new Error('no such label')
      },
    }
    await expect(compareBehaviours(ab, failing)).rejects.toThrow(
      new ModelError('property "observe of the right network": no such label'),
    )
  })

  test('is seen cheaply where what stays the same is the same object: every step is asked for once', async () => {
    const { network, parts } = counters(3, 4)
    const asked = { byIdentity: 0, byValue: 0 }
    const byIdentity: Observed['observe'] = ({ before, after }) => {
      asked.byIdentity++
      return parts.flatMap((part) => (before(part) === after(part) ? [] : [part.name])).join()
    }
    const byValue: Observed['observe'] = (step) => {
      asked.byValue++
      const count = ({ context }: { context: { count: number } }) => context.count
      return parts.flatMap((part) => (count(step.before(part)) === count(step.after(part)) ? [] : [part.name])).join()
    }
    const { verdict } = await compareBehaviours({ network, observe: byIdentity }, { network, observe: byValue })
    expect(verdict).toBe('equal')
    // twice each, to see whether the answers differ; 3 counters with 4 steps each, in 16 states of the others
    expect(asked).toEqual({ byIdentity: 2 * 3 * 4, byValue: 2 * 3 * 4 * 16 })
  })

  test('compares one and the same object, even if it has been looked at from all sides in between', async () => {
    const { network, parts } = counters(2, 2)
    const observe: Observed['observe'] = (step) => {
      const was = parts.map((part) => step.before(part))
      const shown = was.map((snapshot) => Object.entries(snapshot.context).join()).join()
      return `${shown}: ${parts.flatMap((part, i) => (was[i] === step.after(part) ? [] : [part.name])).join()}`
    }
    const { leftInRight } = await compareBehaviours({ network, observe }, { network, observe: () => undefined })
    expect(leftInRight).toMatchObject({ difference: { labels: ['count,0,modulus,2,count,0,modulus,2: counter 0'] } })
  })

  test('may be an empty text, which is a label like any other', async () => {
    const nothing = { ...ab, observe: () => '' }
    const { leftInRight } = await compareBehaviours(nothing, ab)
    expect(excess(leftInRight, nothing)).toEqual({ labels: [''], instead: { labels: ['a'], ends: [] } })
  })
})
