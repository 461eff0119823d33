import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breaksAgain, check, invariant, replayTrace, type Simulation, simulate } from '../../checker/index.ts'
import { buildNetwork } from './build-network.ts'
import { networkShape } from './random-network.ts'
import { counters, crossedLocks } from './tiny-networks.ts'

const answer = ({ seconds: _, ...rest }: Simulation) => rest

describe('a simulation', () => {
  test('gives the same answer for the same seed, and other runs for another', async () => {
    const { network, counts } = counters(3, 5)
    const sum = invariant('sum', (see) => counts(see).join('') !== '432' || 'four, three and two')
    const run = async (seed: number) =>
      answer(await simulate(network, { properties: [sum] }, { seed, depth: 200, runs: 50 }))
    const [first, again, other] = [await run(1), await run(1), await run(2)]
    expect(again).toEqual(first)
    expect(other.steps).not.toBe(first.steps)
  })

  test('says that it proves nothing where nothing breaks', async () => {
    const result = await simulate(counters(1, 3).network, {}, { seed: 1, depth: 20, runs: 3 })
    expect(result).toMatchObject({
      verdict: 'incomplete',
      reason: '3 random runs of at most 20 steps prove nothing',
      runs: 3,
      steps: 60,
      states: 3,
    })
  })

  test('finds a deadlock, and shortens the run to the two steps that matter', async () => {
    const { network } = crossedLocks()
    for (let seed = 1; seed <= 20; seed++) {
      const result = await simulate(network, {}, { seed, depth: 1000, runs: 10 })
      expect(result.violated?.property).toBe('no-deadlock')
      expect(result.trace?.steps.map(({ thread }) => thread).sort()).toEqual(['A', 'B'])
    }
  })

  test('shortens to a run from which no step can be left out', async () => {
    const { network, counts } = counters(2, 10)
    const sum = invariant('sum', (see) => counts(see).join('') !== '34' || 'three and four')
    const { found, trace } = await simulate(network, { properties: [sum] }, { seed: 7, depth: 1000, runs: 100 })
    expect(found?.steps).toBeGreaterThan(7)
    expect(trace?.steps.length).toBe(7)
  })

  test('ends as incomplete when it is interrupted', async () => {
    const signal = AbortSignal.timeout(100)
    const result = await simulate(counters(4, 9).network, {}, { seed: 1, depth: 1e9, runs: 1, signal })
    expect(result).toMatchObject({ verdict: 'incomplete', reason: 'interrupted', runs: 1 })
  })

  test('finds only what breaks when all is explored, and tells a run that replays, on random networks', async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(networkShape, fc.nat({ max: 1000 }), async (shape, seed) => {
        const { network, properties, structural } = buildNetwork(shape)
        const { violated, trace } = await simulate(network, { properties, structural }, { seed, depth: 50, runs: 20 })
        if (violated === undefined || trace === undefined) return
        found++
        const asked = {
          properties: properties.filter(({ name }) => name === violated.property),
          structural: structural.filter((name) => name === violated.property),
        }
        const whole = await check(network, asked)
        expect(whole.violated?.kind).toBe(violated.kind)
        expect(trace.steps.length).toBeGreaterThanOrEqual(whole.depth)
        const report = replayTrace(network, trace)
        if (report.kind !== 'replays') throw new Error(report.reason)
        expect(breaksAgain(network, properties, violated, report.end)).toBe(true)
      }),
      { numRuns: 60 },
    )
    expect(found).toBeGreaterThan(10)
  })
})
