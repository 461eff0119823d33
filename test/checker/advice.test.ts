import fc from 'fast-check'
import { expect, test } from 'vitest'
import { learnEverything } from '../../checker/export/learn-everything.ts'
import { check } from '../../checker/index.ts'
import { adviseOn } from '../../checker/partial/advice.ts'
import { buildNetwork } from './build-network.ts'
import { networkShape } from './random-network.ts'
import { counters } from './tiny-networks.ts'

test('a part with five values makes five times the states, and so does the field that has them', async () => {
  const { advice } = await check(counters(2, 5).network, {}, { maxStates: 20 })
  // of 25 states those are counted that a search with this limit has found by then
  expect(advice?.map(({ part, field, values }) => [part, field, values])).toEqual([
    ['counter 0', undefined, 5],
    ['counter 0', 'count', 5],
    ['counter 1', undefined, 5],
    ['counter 1', 'count', 5],
  ])
  for (const { factor } of advice ?? []) expect(factor).toBeGreaterThan(4)
  expect(advice?.[0]?.alike).toEqual({ parts: ['counter 0', 'counter 1'], factor: 2 })
})

test('there is none where nothing stopped the search, or somebody did', async () => {
  expect(await check(counters(2, 5).network)).not.toHaveProperty('advice')
  const { reason, advice } = await check(counters(9, 9).network, {}, { signal: AbortSignal.timeout(50) })
  expect([reason, advice]).toEqual(['interrupted', undefined])
})

test('what a part multiplies is what counting without it says, on random networks', () =>
  fc.assert(
    fc.asyncProperty(networkShape, async (shape) => {
      const everything = await learnEverything(buildNetwork(shape).network, {}, {})
      if (typeof everything === 'string') throw new Error(everything)
      const { learner, store } = everything
      const states = Array.from({ length: store.count }, (_, state) => store.locals(state))
      for (const { part, field, factor } of adviseOn(learner, states)) {
        const number = learner.parts.findIndex(({ name }) => name === part)
        const shown = (locals: readonly number[]): string => {
          const rest = locals.filter((_, at) => at !== number)
          if (field === undefined) return rest.join()
          const { status, value, context } = learner.states[number]?.at(locals[number] as number) ?? {}
          return JSON.stringify([rest, status, value, { ...context, [field]: null }])
        }
        expect(factor).toBeCloseTo(states.length / new Set(states.map(shown)).size, 10)
      }
    }),
    { numRuns: 40 },
  ))
