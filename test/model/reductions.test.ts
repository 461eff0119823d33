/** A sample of what `npm run reductions -- --all` and `-- --mutations` ask of everything. */
import { describe, expect, test } from 'vitest'
import { check } from '../../checker/index.ts'
import { questionOf } from '../../cli/checks/task.ts'
import { type Choice, choiceOf, configure, mutations } from '../../model/index.ts'

const both = { symmetry: true, partialOrder: true }

async function ask(choice: Choice, options: object) {
  const configuration = configure(choice)
  return check(configuration.network, questionOf(configuration, {}), options)
}

const once = (scenario: string, kernel: string): Choice => ({ scenario, kernel, mode: 'once' })

describe('symmetry and partial order', () => {
  test.each([
    ['fault-race', '5.11'],
    ['discard', '7.0'],
  ])('%s on %s has the same verdict without them', async (scenario, kernel) => {
    const plain = await ask(once(scenario, kernel), {})
    const reduced = await ask(once(scenario, kernel), both)
    expect(reduced.verdict).toBe(plain.verdict)
    expect(reduced.trace?.steps.length).toBe(plain.trace?.steps.length)
    expect(reduced.states).toBeLessThanOrEqual(plain.states)
  })

  test.each(['insert-without-look', 'unmap-without-lock'])(
    'the mutation %s breaks something with them, too',
    async (id) => {
      const where = mutations.find((mutation) => mutation.id === id)?.where
      if (where === undefined) throw new Error(`there is no mutation ${id}`)
      expect((await ask({ ...choiceOf(where), mutation: id }, both)).verdict).toBe('violated')
    },
  )

  test('two CPUs that do the same leave little more than half of the states', async () => {
    const plain = await ask(once('fault-race', '6.12'), {})
    const reduced = await ask(once('fault-race', '6.12'), { symmetry: true })
    expect(reduced.states / plain.states).toBeLessThan(1.15 / 2)
    expect(reduced.depth).toBe(plain.depth)
  })

  test('devices with different drivers are not equal', () => {
    const drivers = { A: 'contract', B: 'contract+seq' }
    expect(configure({ ...once('hole-race', '7.0'), drivers }).network.symmetry).toEqual([])
    expect(configure(once('hole-race', '7.0')).network.symmetry).toHaveLength(1)
  })

  test('devices whose callbacks are in a list are not equal: it is walked in its order', () => {
    expect(configure(once('hole-race', '5.4')).network.symmetry).toEqual([])
  })
})
