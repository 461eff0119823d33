import { afterEach, describe, expect, test, vi } from 'vitest'
import { setup } from 'xstate'
import {
  type CheckOptions,
  check,
  invariant,
  type Network,
  network,
  object,
  type Progress,
  type Question,
  type Result,
  type Step,
  stepProperty,
  thread,
  witness,
} from '../../checker/index.ts'
import { CompiledNetwork } from '../../checker/search/compiled-network.ts'
import { StateMemory } from '../../checker/search/state-memory.ts'
import { StateStore } from '../../checker/search/states.ts'
import { Tables } from '../../checker/search/tables.ts'
import { counters, countersUpTo, crossedLocks, doer, lockMachine, user } from './tiny-networks.ts'

/** What a result says about the network, without what it says about the run. */
const answer = ({ verdict, violated, states, transitions, depth, trace, witnesses, coverage }: Result) => ({
  verdict,
  violated,
  states,
  transitions,
  depth,
  trace,
  witnesses,
  coverage,
})

/** Far more states than a test can wait for. */
const endless = () => counters(9, 9).network

describe('the verdict', () => {
  test('is `holds` if everything was explored and nothing broke', async () => {
    const lock = object('lock', lockMachine)
    const threads = [user('A', [lock]), user('B', [lock])]
    const alone = invariant(
      'alone',
      (see) => threads.filter((thread) => see(thread).matches('holding')).length < 2 || 'both hold the lock',
    )
    const result = await check(network({ objects: [lock], threads }), { properties: [alone] })
    expect(result).toMatchObject({ verdict: 'holds', states: 3, transitions: 4, depth: 1, warnings: [] })
    expect(result).not.toHaveProperty('violated')
    expect(result).not.toHaveProperty('trace')
    expect(result).not.toHaveProperty('reason')
  })

  test('is `violated` if an invariant is false in a reachable state, with the clause that it gave', async () => {
    const { network, counts } = counters(2, 4)
    const sum = invariant('sum', (see) => counts(see).join('') !== '21' || 'two and one', {
      statement: 'Two and one never meet.',
      source: 'a letter',
    })
    const result = await check(network, { properties: [sum] })
    expect(result.verdict).toBe('violated')
    expect(result.violated).toEqual({
      kind: 'invariant',
      property: 'sum',
      clause: 'two and one',
      statement: 'Two and one never meet.',
      source: 'a letter',
    })
    expect(result.depth).toBe(3)
    expect(result.trace?.final).toEqual([
      { part: 'counter 0', state: '2' },
      { part: 'counter 1', state: '1' },
    ])
  })

  test('is `violated` after no step at all if the initial state breaks an invariant', async () => {
    const { network, counts } = counters(2, 4)
    const result = await check(network, {
      properties: [invariant('begun', (see) => counts(see).some(Boolean) || 'no')],
    })
    expect(result).toMatchObject({ verdict: 'violated', states: 1, transitions: 0, depth: 0, trace: { steps: [] } })
  })

  test('is `violated` if a step property is false of a step between states that are fine', async () => {
    const { network, parts, counts } = counters(2, 3)
    const first = stepProperty('the first goes first', ({ thread, event, before, after }) => {
      const wraps = counts(before)[1] === 2 && counts(after)[1] === 0
      return !wraps || counts(before)[0] !== 0 || `${thread} takes ${event} too early`
    })
    const result = await check(network, { properties: [first] })
    expect(result.violated).toEqual({
      kind: 'step',
      property: 'the first goes first',
      clause: 'counter 1 takes up too early',
    })
    expect(result.trace?.steps.map(({ thread }) => thread)).toEqual(Array(3).fill(parts[1]?.name))
  })

  test('is `incomplete` if a limit ended the search, also when what was explored is fine', async () => {
    const result = await check(endless(), {}, { maxStates: 5000 })
    expect(result.verdict).toBe('incomplete')
    expect(result.reason).toBe('the limit of 5000 states was hit')
    expect(result).not.toHaveProperty('violated')
  })

  test('is `violated` if something broke before the limit was hit', async () => {
    const { network, counts } = counters(6, 6)
    const low = invariant('low', (see) => !counts(see).includes(2) || 'two')
    expect((await check(network, { properties: [low] }, { maxStates: 100 })).verdict).toBe('violated')
  })
})

describe('a witness', () => {
  const { network, counts } = counters(2, 3)
  const met = witness('both at two', (see) => counts(see).every((count) => count === 2))
  const never = witness('one at three', (see) => counts(see).includes(3))

  test('that was reached leaves the verdict alone', async () => {
    const result = await check(network, { witnesses: [met] })
    expect(result).toMatchObject({ verdict: 'holds', witnesses: [{ name: 'both at two', reached: true }] })
  })

  test('that was not reached makes the run `violated`, without a trace', async () => {
    const result = await check(network, { witnesses: [met, never] })
    expect(result).toMatchObject({
      verdict: 'violated',
      violated: { kind: 'witness', property: 'one at three' },
      states: 9,
      transitions: 18,
      depth: 4,
      witnesses: [
        { name: 'both at two', reached: true },
        { name: 'one at three', reached: false },
      ],
    })
    expect(result).not.toHaveProperty('trace')
  })

  test('is looked for in the initial state too', async () => {
    const start = witness('all at zero', (see) => counts(see).every((count) => count === 0))
    expect((await check(network, { witnesses: [start] })).witnesses).toEqual([{ name: 'all at zero', reached: true }])
  })

  test('that was not reached does not turn `incomplete` into `violated`', async () => {
    expect((await check(network, { witnesses: [never] }, { maxStates: 3 })).verdict).toBe('incomplete')
  })

  test('comes after a property that broke', async () => {
    const low = invariant('low', (see) => !counts(see).includes(1) || 'one')
    const result = await check(network, { properties: [low], witnesses: [never] })
    expect(result.violated?.kind).toBe('invariant')
  })
})

describe('the counts', () => {
  test('of transitions are pairs of a state and an event, steps that lead back to the same state included', async () => {
    const machine = setup({ types: { events: {} as Step<'stay' | 'turn'> } }).createMachine({
      initial: 'off',
      on: { stay: {} },
      states: { off: { on: { turn: 'on' } }, on: { on: { turn: {} } } },
    })
    const result = await check(network({ threads: [thread('switch', machine)] }))
    expect(result).toMatchObject({ verdict: 'holds', states: 2, transitions: 4, depth: 1 })
  })

  test('of depth are steps to the farthest state', async () => {
    const result = await check(counters(3, 5).network)
    expect(result).toMatchObject({ states: 125, transitions: 375, depth: 12 })
  })

  test('of a single state that nothing leaves are one, none and none', async () => {
    const idle = setup({}).createMachine({ initial: 'idle', states: { idle: { tags: 'rest' } } })
    const result = await check(network({ threads: [thread('idler', idle)] }))
    expect(result).toMatchObject({ verdict: 'holds', states: 1, transitions: 0, depth: 0 })
  })
})

describe('maxStates', () => {
  const { network } = counters(3, 4)

  test('lets a search end that needs exactly as many', async () => {
    expect(await check(network, {}, { maxStates: 64 })).toMatchObject({ verdict: 'holds', states: 64 })
  })

  test('ends a search that needs one more', async () => {
    const result = await check(network, {}, { maxStates: 63 })
    expect(result).toMatchObject({ verdict: 'incomplete', reason: 'the limit of 63 states was hit' })
  })

  test('never gives `holds` below what the search needs', async () => {
    for (let maxStates = 1; maxStates < 64; maxStates++)
      expect((await check(network, {}, { maxStates })).verdict, `${maxStates}`).toBe('incomplete')
  })

  test('ends a search within a level that has many more', async () => {
    // of 2 ** 14 states 6,476 are up to six steps away, and 3,432 seven
    const { verdict, states } = await check(counters(14, 2).network, {}, { maxStates: 7000 })
    expect(verdict).toBe('incomplete')
    expect(states).toBeLessThan(6476 + 3432)
  })
})

describe('maxMemory', () => {
  const { network } = counters(4, 7)
  const holdsIn = async (maxMemory: number) => (await check(network, {}, { maxMemory })).verdict === 'holds'

  test('too small for the search ends it, and says so', async () => {
    const result = await check(network, {}, { maxMemory: 1000 })
    expect(result).toMatchObject({ verdict: 'incomplete', reason: 'the limit of 1000 bytes of memory was hit' })
  })

  test('has one threshold: one byte less than what is enough is `incomplete`, and never a wrong count', async () => {
    let [little, enough] = [1, 2 ** 27]
    expect(await holdsIn(enough)).toBe(true)
    while (enough - little > 1) {
      const half = Math.floor((little + enough) / 2)
      if (await holdsIn(half)) enough = half
      else little = half
    }
    expect(await check(network, {}, { maxMemory: enough })).toMatchObject({ verdict: 'holds', states: 7 ** 4 })
    expect((await check(network, {}, { maxMemory: enough - 1 })).verdict).toBe('incomplete')
  })

  test('holds the memory that is reported', async () => {
    const { states, bytesPerState } = await check(endless(), {}, { maxMemory: 2 ** 23 })
    expect(states * bytesPerState).toBeLessThanOrEqual(2 ** 23)
    expect(states).toBeGreaterThan(10_000)
  })
})

describe('a machine that gives no more memory ends the search as `incomplete`, and says so,', () => {
  const failed = () => {
    throw new RangeError('Array buffer allocation failed')
  }
  const reason = 'the machine gave no more memory (Array buffer allocation failed)'
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('when more states are to be stored', async () => {
    vi.spyOn(StateStore.prototype, 'addBatch').mockImplementationOnce(failed)
    // the first batch is the initial state, which is stored before there is anything to end
    vi.spyOn(StateStore.prototype, 'addInitial').mockImplementationOnce(function (this: StateStore) {
      this.count = 1
    })
    expect(await check(counters(2, 3).network)).toMatchObject({ verdict: 'incomplete', reason })
  })

  test('when the states are to be laid out anew', async () => {
    vi.spyOn(StateMemory.prototype, 'widen').mockImplementationOnce(failed)
    // ten counters have three bits each of a word
    expect(await check(counters(10, 9).network)).toMatchObject({ verdict: 'incomplete', reason })
  })

  test('when the tables are to grow', async () => {
    vi.spyOn(Tables.prototype, 'makeList').mockImplementationOnce(failed)
    expect(await check(counters(2, 3).network)).toMatchObject({ verdict: 'incomplete', reason })
  })

  test('but a model that runs into a RangeError of its own is refused by name', async () => {
    const { network, parts } = counters(1, 2)
    const wrong = invariant(
      'wrong',
      (see) => Array(see(parts[0] as (typeof parts)[0]).context.count - 1).length > 0 || '',
    )
    await expect(check(network, { properties: [wrong] })).rejects.toThrow('property "wrong": Invalid array length')
    const endless = (): string => endless() + endless()
    const deep = invariant('deep', endless)
    await expect(check(network, { properties: [deep] })).rejects.toThrow(/^property "deep": Maximum call stack/)
  })

  test('and so is one whose `show` does', async () => {
    const lock = object('lock', lockMachine, { show: ({ value }) => (1).toFixed(String(value).length + 1000) })
    const threads = [doer('A', ({ tell }) => tell(lock, { type: 'release' }))]
    await expect(check(network({ objects: [lock], threads }))).rejects.toThrow(
      /^machine "lock": its `show` fails with toFixed/,
    )
  })
})

test('a search that would need memory to lay out its states anew ends before it takes it', async () => {
  const relayout = vi.spyOn(CompiledNetwork.prototype, 'relayout')
  vi.spyOn(StateStore.prototype, 'bytesToRelayout').mockReturnValueOnce(2 ** 53)
  const result = await check(counters(2, 3).network, {}, { maxMemory: 2 ** 30 })
  expect(result).toMatchObject({
    verdict: 'incomplete',
    reason: 'the limit of 1073741824 bytes of memory was hit',
    states: 1,
  })
  expect(relayout).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

test('more states than can be numbered end the search as `incomplete`', async () => {
  vi.spyOn(StateStore.prototype, 'full', 'get').mockReturnValueOnce(false).mockReturnValueOnce(true)
  const result = await check(counters(2, 3).network)
  const reason = 'the search cannot number more than 1932735283 states'
  expect(result).toMatchObject({ verdict: 'incomplete', reason })
  vi.restoreAllMocks()
})

describe('an aborted signal', () => {
  test('ends the search as `incomplete`, with what was learned so far', async () => {
    const result = await check(endless(), {}, { signal: AbortSignal.timeout(100) })
    expect(result).toMatchObject({ verdict: 'incomplete', reason: 'interrupted' })
    expect(result.states).toBeGreaterThan(1000)
    expect(result.transitions).toBeGreaterThan(1000)
    expect(result.depth).toBeGreaterThan(1)
    expect(result.coverage.every(({ fired }) => fired > 0)).toBe(true)
  })

  test('before the start ends it soon', async () => {
    const result = await check(endless(), {}, { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ verdict: 'incomplete', reason: 'interrupted' })
    expect(result.seconds).toBeLessThan(2)
  })
})

describe('what is found is told even if the search ends', () => {
  afterEach(() => void vi.restoreAllMocks())

  /** The last of ten counters needs more bits than it has in the level in which the invariant is broken. */
  function brokenWhereOneOutgrows(onBroken: () => void) {
    const { parts, counts } = countersUpTo([2, 2, 2, 2, 2, 2, 2, 2, 2, 20])
    const members = parts.slice(0, 2).map((part) => ({ parts: [part] }))
    const others = invariant('others', (see) => {
      const all = counts(see)
      if (all.at(-1) !== 0 || all.reduce((sum, count) => sum + count, 0) < 8) return true
      onBroken()
      return 'all but one of the others are up'
    })
    return { asked: network({ threads: parts, symmetry: [{ name: 'counters', members }] }), properties: [others] }
  }

  test.each([
    ['', {}],
    [', without parents', { parents: false }],
    [', with partial order', { partialOrder: true }],
    [', with symmetry', { symmetry: true }],
  ] as const)('while states are laid out anew%s', async (_, options) => {
    const abort = new AbortController()
    const { asked, properties } = brokenWhereOneOutgrows(() => abort.abort())
    // each piece of it takes so long that the search lets others run
    let now = 0
    let pieces = 0
    const { relayoutOn } = StateStore.prototype
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    vi.spyOn(StateStore.prototype, 'relayoutOn').mockImplementation(function (this: StateStore, layout) {
      const isOn = relayoutOn.call(this, layout)
      if (isOn && abort.signal.aborted) pieces++
      if (isOn) now += 1000
      return isOn
    })
    const { verdict, trace } = await check(asked, { properties }, { ...options, signal: abort.signal })
    expect(verdict).toBe('violated')
    expect(trace?.steps).toHaveLength(8)
    expect(pieces).toBeGreaterThan(1)
  })

  test('or has not the memory to lay states out anew: then without a trace', async () => {
    const { asked, properties } = brokenWhereOneOutgrows(() => {})
    vi.spyOn(StateMemory.prototype, 'widen').mockImplementation(() => {
      throw new RangeError('Array buffer allocation failed')
    })
    const { verdict, violated, trace, depth, warnings } = await check(asked, { properties })
    expect({ verdict, trace, depth }).toEqual({ verdict: 'violated', trace: undefined, depth: 8 })
    expect(violated?.clause).toBe('all but one of the others are up')
    expect(warnings).toEqual([
      'there is no trace, because the states that it is read from need more memory than allowed',
    ])
  })
})

test('progress is told about once a second, with numbers that only grow', async () => {
  const told: Progress[] = []
  const stop = new AbortController()
  const onProgress = (progress: Progress) => {
    if (told.push(progress) === 2) stop.abort()
  }
  const result = await check(endless(), {}, { onProgress, signal: stop.signal })
  expect(told).toHaveLength(2)
  const [first, second] = told as [Progress, Progress]
  for (const { states, transitions, queue, depth, seconds, bytesPerState } of told) {
    expect(states).toBeGreaterThan(1000)
    expect(transitions).toBeGreaterThan(states - queue)
    expect(queue).toBeGreaterThan(0)
    expect(queue).toBeLessThan(states)
    expect(depth).toBeGreaterThan(0)
    expect(seconds).toBeGreaterThan(0.9)
    expect(bytesPerState).toBeGreaterThan(8)
    expect(bytesPerState).toBeLessThan(1000)
  }
  expect(second.states).toBeGreaterThan(first.states)
  expect(second.transitions).toBeGreaterThan(first.transitions)
  expect(second.depth).toBeGreaterThanOrEqual(first.depth)
  expect(second.seconds).toBeGreaterThan(first.seconds + 0.9)
  expect(result.states).toBeGreaterThanOrEqual(second.states)
})

describe('the structural properties', () => {
  const lock = object('lock', lockMachine)
  const careless = network({ objects: [lock], threads: [user('A', [lock]), user('B', [lock], { careless: true })] })
  const stuck = network({
    threads: [
      doer(
        'A',
        () => {},
        () => false,
      ),
    ],
  })

  test('are all checked if nothing is said', async () => {
    expect((await check(careless)).violated?.property).toBe('no-illegal-event')
    expect((await check(stuck)).violated?.property).toBe('no-deadlock')
  })

  test('are only those that are asked for', async () => {
    expect((await check(careless, { structural: ['no-deadlock'] })).verdict).toBe('holds')
    expect((await check(stuck, { structural: ['no-illegal-event'] })).verdict).toBe('holds')
    expect((await check(stuck, { structural: [] })).verdict).toBe('holds')
  })

  test('switched off make the result warn about the steps that were not taken', async () => {
    const result = await check(careless, { structural: [] })
    expect(result).toMatchObject({ verdict: 'holds', states: 3, transitions: 4 })
    expect(result.warnings).toEqual([
      'no-illegal-event is not checked: 1 kinds of steps that tell an illegal event were not taken',
    ])
  })

  test('switched off do not warn if there was nothing to tell', async () => {
    expect((await check(crossedLocks().network, { structural: [] })).warnings).toEqual([])
    expect((await check(stuck, { structural: [] })).warnings).toEqual([])
  })
})

describe('evaluating properties only after steps that might change them', () => {
  const { network: counting, counts } = counters(3, 5)
  const { network: crossed, left, right, threads } = crossedLocks()
  const questions: Record<string, [Network, Question, CheckOptions?]> = {
    'an invariant that holds': [counting, { properties: [invariant('low', (see) => counts(see)[0] !== 5 || 'five')] }],
    'an invariant that breaks late': [
      counting,
      { properties: [invariant('far', (see) => counts(see).join('') !== '434' || 'far')] },
    ],
    'an invariant that looks at more the farther it gets': [
      counting,
      {
        properties: [
          invariant('in turn', (see) => {
            const [a, b, c] = counting.threads.map((part) => () => see(part).context.count as number)
            return a?.() !== 3 || b?.() !== 2 || c?.() !== 4 || 'three, two, four'
          }),
        ],
      },
    ],
    'several invariants, of which the last breaks first': [
      counting,
      {
        properties: [3, 2, 1].map((sum) =>
          invariant(`sum ${sum}`, (see) => counts(see).reduce((a, b) => a + b) !== sum || `${sum}`),
        ),
      },
    ],
    'a step property': [
      counting,
      {
        properties: [
          stepProperty('no wrap at two', ({ before, after }) => {
            const [a, b] = [counts(before), counts(after)]
            return !(a[2] === 4 && b[2] === 0 && a[1] === 2) || 'wraps'
          }),
        ],
      },
    ],
    witnesses: [
      counting,
      {
        witnesses: [1, 3, 9].map((n) => witness(`all at ${n}`, (see) => counts(see).every((count) => count === n))),
      },
    ],
    'a deadlock': [
      crossed,
      { properties: [invariant('fine', (see) => see(left).context.holder !== 'C' || 'a stranger')] },
    ],
    'all at once': [
      crossed,
      {
        structural: [],
        properties: [
          invariant('never both', (see) => see(left).context.holder !== 'B' || see(right).matches('held') || 'odd'),
          stepProperty(
            'no swap',
            ({ before, after }) => before(left).context.holder !== 'A' || after(left).context.holder !== 'B' || 'swap',
          ),
        ],
        witnesses: threads.map((user) => witness(`${user.name} holds`, (see) => see(user).matches('holding'))),
      },
    ],
    'a limit': [counting, { witnesses: [witness('never', () => false)] }, { maxStates: 20 }],
  }

  test.each(Object.entries(questions))('changes no answer: %s', async (_, [network, question, options]) => {
    const [on, off] = [
      await check(network, question, { ...options, shortcuts: { incremental: true } }),
      await check(network, question, { ...options, shortcuts: { incremental: false } }),
    ]
    expect(answer(on)).toEqual(answer(off))
  })
})
