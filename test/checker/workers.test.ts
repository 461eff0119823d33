import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { mini } from '../../bench/models/mini.ts'
import { twoPhaseCommit } from '../../bench/models/two-phase-commit.ts'
import {
  type CheckOptions,
  check,
  invariant,
  type Network,
  observation,
  type Question,
  type Result,
  type See,
  stepProperty,
} from '../../checker/index.ts'
import { Crew } from '../../checker/parallel/crew.ts'
import { buildNetwork } from './build-network.ts'
import { networkShape } from './random-network.ts'
import { counters, countersUpTo } from './tiny-networks.ts'

/** Every worker thread that a search has started. */
const started = vi.hoisted(() => [] as { terminate: () => Promise<number> }[])

vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof import('node:worker_threads')>()
  class Worker extends threads.Worker {
    constructor(...given: ConstructorParameters<typeof threads.Worker>) {
      super(...given)
      started.push(this)
    }
  }
  return { ...threads, Worker }
})

afterEach(() => {
  started.length = 0
  vi.restoreAllMocks()
})

/** All that must not depend on the number of workers. */
function comparable({ seconds: _, bytesPerState: __, workers: ___, learned: ____, ...rest }: Result) {
  return rest
}

const searched = async (network: Network, question: Question, workers: number, options: CheckOptions = {}) =>
  comparable(await check(network, question, { workers, shortcuts: { alone: false }, ...options }))

const commit = twoPhaseCommit(6)

/** Eleven counters share the bits of a word; the last needs more than it has when there are more than 100,000 states. */
const outgrowing = () => countersUpTo([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 200])

describe('two or three workers find the same as one', () => {
  test('in random networks: verdict, counts, coverage, observations and counterexample', async () => {
    const verdicts = new Set<string>()
    await fc.assert(
      fc.asyncProperty(networkShape, fc.integer({ min: 2, max: 3 }), fc.boolean(), async (shape, workers, patient) => {
        const { network, properties, structural } = buildNetwork(shape)
        const question = { properties, structural }
        const alone = await searched(network, question, 1)
        verdicts.add(alone.violated?.kind ?? alone.verdict)
        const options = { shortcuts: { alone: false, patient } }
        expect(await searched(network, question, workers, options)).toEqual(alone)
      }),
      { numRuns: 40 },
    )
    expect(verdicts.size).toBeGreaterThan(2)
  })

  test.each([
    ['mini', mini({ devices: 1, cpus: 2 }), {}, 2],
    ['mini', mini({ devices: 1, cpus: 2 }), {}, 3],
    ['two-phase commit', commit.network, { properties: commit.properties }, 2],
  ] as const)('in %s', async (_, network, question, workers) => {
    expect(await searched(network, question, workers)).toEqual(await searched(network, question, 1))
    expect(started).toHaveLength(workers)
  })

  test.each([
    ['by code written for the network, until its memory is too small', { patient: false }],
    ['without such code', { generated: false }],
  ])('%s', async (_, shortcuts) => {
    const network = mini({ devices: 1, cpus: 2 })
    const options = { shortcuts: { alone: false, ...shortcuts } }
    expect(await searched(network, {}, 2, options)).toEqual(await searched(network, {}, 1))
  })

  test('where a field outgrows its bits while they search', async () => {
    const relayout = vi.spyOn(Crew.prototype, 'relayout')
    const { network } = outgrowing()
    expect(await searched(network, {}, 2)).toEqual(await searched(network, {}, 1))
    const done = relayout.mock.calls.flatMap(([asked]) => asked.map(({ piece }) => piece.what))
    expect(new Set(done)).toEqual(new Set(['write vectors', 'fill index']))
  })

  test('where an invariant, a step property or an observation is about something deep', async () => {
    const { network, parts } = counters(3, 12)
    const sum = (see: See) => parts.reduce((all, part) => all + see(part).context.count, 0)
    for (const properties of [
      [invariant('not 25', (see) => sum(see) !== 25 || `the sum is ${sum(see)}`)],
      [stepProperty('never on from 20', ({ before }) => sum(before) !== 20 || 'it goes on from 20')],
    ]) {
      const question = { properties, observations: [observation('sum', (see) => `${sum(see)}`)] }
      expect(await searched(network, question, 2)).toEqual(await searched(network, question, 1))
    }
  })
})

describe('a search', () => {
  test('that stays small starts no worker', async () => {
    const { workers } = await check(mini({ devices: 1, cpus: 2 }), {}, { workers: 2 })
    expect(workers).toBe(1)
    expect(started).toHaveLength(0)
  })

  test('that grows large starts them, and says so', async () => {
    const { workers, states } = await check(counters(4, 34).network, {}, { workers: 2 })
    expect({ workers, states }).toEqual({ workers: 2, states: 34 ** 4 })
    expect(started).toHaveLength(2)
  })

  test('by many workers keeps to its limits, and says so', async () => {
    const { network } = counters(4, 30)
    const options = { workers: 2, shortcuts: { alone: false } }
    expect(await check(network, {}, { ...options, maxStates: 200_000 })).toMatchObject({
      verdict: 'incomplete',
      reason: 'the limit of 200000 states was hit',
    })
    const little = await check(network, {}, { ...options, maxMemory: 2 ** 25 })
    expect(little).toMatchObject({ verdict: 'incomplete', workers: 2 })
    expect(little.states * little.bytesPerState).toBeLessThanOrEqual(2 ** 25)
  })

  test('by many workers holds with exactly as many states as are allowed', async () => {
    const network = mini({ devices: 1, cpus: 2 })
    const options = { workers: 2, shortcuts: { alone: false } }
    expect((await check(network, {}, { ...options, maxStates: 254_317 })).verdict).toBe('holds')
    expect((await check(network, {}, { ...options, maxStates: 254_316 })).verdict).toBe('incomplete')
  })

  test('by many workers ends within a second when it is aborted', async () => {
    const abort = new AbortController()
    let aborted = 0
    const result = await check(
      mini(),
      {},
      {
        workers: 2,
        signal: abort.signal,
        onProgress: ({ states }) => {
          if (states < 1_200_000 || aborted > 0) return
          aborted = performance.now()
          abort.abort()
        },
      },
    )
    expect(performance.now() - aborted).toBeLessThan(1000)
    expect(result).toMatchObject({ verdict: 'incomplete', reason: 'interrupted', workers: 2 })
  })

  test('by many workers ends where it is aborted while they lay states out anew', async () => {
    const abort = new AbortController()
    const { relayout } = Crew.prototype
    const spy = vi.spyOn(Crew.prototype, 'relayout').mockImplementation(function (this: Crew, pieces) {
      abort.abort()
      return relayout.call(this, pieces)
    })
    const options = { workers: 2, signal: abort.signal, shortcuts: { alone: false } }
    const result = await check(outgrowing().network, {}, options)
    expect(result).toMatchObject({ verdict: 'incomplete', reason: 'interrupted', workers: 2 })
    expect(spy).toHaveBeenCalledOnce()
  })
})

test('a worker that dies, whenever that is, ends the search with an error: 20 times', async () => {
  let deaths = 0
  for (let round = 0; round < 20; round++) {
    started.length = 0
    const answer = check(mini({ devices: 1, cpus: 2 }), {}, { workers: 2, shortcuts: { alone: false } })
    const kill = async () => {
      while (started.length < 2) await new Promise((resolve) => setTimeout(resolve, 1))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
      await started[round % 2]?.terminate()
    }
    const [outcome] = await Promise.allSettled([answer, kill()])
    // the search may have been over by then
    if (outcome.status === 'fulfilled') expect(outcome.value).toMatchObject({ states: 254_317, transitions: 1_145_976 })
    else {
      expect(String(outcome.reason)).toMatch(/^Error: a worker thread of the search ended: exit code \d$/)
      deaths++
    }
  }
  expect(deaths).toBeGreaterThan(5)
})

test('without parents, a counterexample is the same one', async () => {
  let violated = 0
  await fc.assert(
    fc.asyncProperty(networkShape, async (shape) => {
      const { network, properties, structural } = buildNetwork(shape)
      const [kept, found] = await Promise.all(
        [true, false].map((parents) => check(network, { properties, structural }, { parents })),
      )
      expect(found?.trace).toEqual(kept?.trace)
      if (kept?.trace !== undefined) violated++
    }),
    { numRuns: 150 },
  )
  expect(violated).toBeGreaterThan(20)
})
