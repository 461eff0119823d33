import { describe, expect, test } from 'vitest'
import { check } from '../../checker/index.ts'
import { type Choice, configure, scenarios } from '../../model/index.ts'

const hole: Choice = { scenario: 'hole-race', kernel: '6.12', mode: 'once' }
const threadsOf = (choice: Choice) => configure(choice).network.threads.map(({ name }) => name)

describe('a scenario without some of its threads', () => {
  test('has the others', () => {
    const [first = '', ...others] = threadsOf(hole)
    expect(threadsOf({ ...hole, without: [first] })).toEqual(others)
  })

  test('can be built and takes its first steps, whichever scenario it is', async () => {
    for (const { name } of scenarios) {
      const choice: Choice = { scenario: name, kernel: '7.0', mode: 'once' }
      const [without, ...others] = threadsOf(choice)
      if (without !== undefined && others.length > 0) {
        const { network, properties } = configure({ ...choice, without: [without] })
        // a child that nobody forks waits for ever, so deadlocks are not asked for
        const { verdict } = await check(network, { properties, structural: [] }, { maxStates: 10 })
        expect(verdict, `${name} without ${without}`).not.toBe('violated')
      }
    }
  })

  test('is not symmetrical any more where one of two alike is left out', () => {
    expect(configure(hole).network.symmetry).toHaveLength(1)
    expect(configure({ ...hole, without: threadsOf(hole).slice(0, 1) }).network.symmetry).toEqual([])
  })

  test.each([
    ['nobody', /no thread of the scenario hole-race: "nobody"; there is GPU A/],
    ['all', /scenario "hole-race" has no thread left/],
  ])('is refused for %s', (which, message) => {
    const without = which === 'all' ? threadsOf(hole) : [which]
    expect(() => configure({ ...hole, without })).toThrow(message)
  })
})
