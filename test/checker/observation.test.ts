import { expect, test } from 'vitest'
import { check, invariant, observation } from '../../checker/index.ts'
import { counters, crossedLocks } from './tiny-networks.ts'

test('an observation notes its answers in all reachable states, each once', async () => {
  const { network, left, right } = crossedLocks()
  const held = observation('held', (see) => [left, right].map((lock) => see(lock).context.holder ?? '-').join(''))
  const { observed } = await check(network, { observations: [held], structural: [] })
  // whoever holds both locks took its own first one first; nobody takes the second one first
  expect(observed).toEqual([{ name: 'held', answers: ['--', '-B', 'A-', 'AA', 'AB', 'BB'] }])
})

test('it changes neither the verdict nor what is counted', async () => {
  const { network, counts } = counters(2, 6)
  const properties = [invariant('small', (see) => Math.max(...counts(see)) < 4 || 'one is 4')]
  const { observed, ...result } = await check(network, {
    properties,
    observations: [observation('all', (see) => `${counts(see)}`)],
  })
  const plain = await check(network, { properties })
  const { verdict, violated, states, transitions, depth } = plain
  expect(result).toMatchObject({ verdict, violated, states, transitions, depth })
  expect(observed[0]?.answers.length).toBeGreaterThan(4)
  expect(plain.observed).toEqual([])
})

test('an observation that throws ends the check, and is named', async () => {
  const { network } = counters(1, 2)
  const broken = observation('broken', () => {
    throw new Error('no idea')
  })
  await expect(check(network, { observations: [broken] })).rejects.toThrow('property "broken": no idea')
})
