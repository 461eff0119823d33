/** What lies between two kernels is computed from their switches, and says which commits it was. */
import { describe, expect, test } from 'vitest'
import { type Change, difference, type Kernel, kernelNamed, kernels, switches } from '../../model/index.ts'

function between(from: string, to: string): readonly Change[] {
  return difference(kernelNamed(from) as Kernel, kernelNamed(to) as Kernel)
}
const only = (from: string, to: string, name: string) => between(from, to).find(({ info }) => info.name === name)
const commits = (change: Change | undefined) => change?.by.flatMap(({ commits }) => commits.map(({ id }) => id))

test('one change: the values with their meaning, and the commit', () => {
  const [change, ...rest] = between('5.10.10', '5.11')
  expect(rest).toEqual([])
  expect(change).toMatchObject({
    info: { name: 'holeNotify' },
    from: { value: 'CLEAR' },
    to: { value: 'MIGRATE', meaning: 'with the owner, who may skip its own' },
    isBackwards: false,
    proposals: [],
  })
  expect(commits(change)).toEqual(['5e5dda81a0df'])
})

test('several steps of one switch: every commit on the way, oldest first', () => {
  const change = only('5.4', '7.0', 'faultRef')
  expect([change?.from.value, change?.to.value]).toEqual(['none', 'trylock-wait'])
  expect(commits(change)).toEqual(['16ce101db85d', '1afaeb8293c9', 'b570f37a2ce4'])
})

test('from the newer to the older kernel: the same commits, which the older one lacks', () => {
  const change = only('7.0', '6.12', 'faultRef')
  expect([change?.from.value, change?.to.value]).toEqual(['trylock-wait', 'ref'])
  expect(change?.isBackwards).toBe(true)
  expect(commits(change)).toEqual(['1afaeb8293c9', 'b570f37a2ce4'])
})

test('a newer release can lack what an older series was given by a back-port', () => {
  const change = only('6.18.19', '6.19', 'faultRef')
  expect([change?.from.value, change?.to.value, change?.isBackwards]).toEqual(['trylock-wait', 'trylock', true])
})

test('a proposal is named, and no commit', () => {
  const [change, ...rest] = between('5.9', '5.9+no-second-invalidation')
  expect(rest).toEqual([])
  expect([change?.from.value, change?.to.value, change?.isBackwards]).toEqual(['CLEAR', 'none', false])
  expect(commits(change)).toEqual([])
  expect(change?.proposals.map(({ name }) => name)).toEqual(['no-second-invalidation'])
})

describe('between any two kernels', () => {
  const pairs = kernels.flatMap((from) => kernels.map((to) => ({ from, to })))

  test('exactly the switches that differ are there', () => {
    for (const { from, to } of pairs)
      expect(difference(from, to).map(({ info }) => info.name)).toEqual(
        switches.map(({ name }) => name).filter((name) => from.switches[name] !== to.switches[name]),
      )
  })

  test('every change is explained by a commit', () => {
    for (const { from, to } of pairs) for (const change of difference(from, to)) expect(commits(change)).not.toEqual([])
  })

  test('the way back is the way there, backwards', () => {
    for (const { from, to } of pairs)
      expect(difference(to, from)).toEqual(
        difference(from, to).map((change) => ({
          ...change,
          from: change.to,
          to: change.from,
          isBackwards: !change.isBackwards,
        })),
      )
  })
})
