import { expect, test } from 'vitest'
import { check, type Result } from '../../checker/index.ts'
import { configure, scenarios } from '../../model/index.ts'

const shortcuts = ['incremental', 'views', 'rows', 'filter'] as const

/** What must not depend on how fast the search is. */
const essence = ({ verdict, violated, states, transitions, depth, trace, coverage, witnesses }: Result) => {
  return { verdict, violated, states, transitions, depth, trace, coverage, witnesses }
}

const affordable = scenarios.filter(({ unlisted }) => unlisted !== 'for its size')

test.each(
  affordable.flatMap(({ name, devices }) =>
    ['contract+seq', 'test_hmm'].map((driver) => ({ scenario: name, driver, devices })),
  ),
)(
  '$scenario with $driver has the same result with and without each shortcut',
  async ({ scenario, driver, devices }) => {
    const drivers = Object.fromEntries(devices.map((device) => [device, driver]))
    const { network, properties, witnesses } = configure({ scenario, kernel: '6.12', drivers, mode: 'once' })
    const fast = essence(await check(network, { properties, witnesses }))
    // learning whole local states takes as long as there are states, so the larger scenarios are left to the others
    const affordable = shortcuts.filter((shortcut) => shortcut !== 'views' || fast.states < 5000)
    for (const shortcut of affordable)
      expect(essence(await check(network, { properties, witnesses }, { shortcuts: { [shortcut]: false } }))).toEqual(
        fast,
      )
  },
)

test.each(['own-fault', 'discard', 'evict-race', 'fork-cow'])(
  '%s has the same result for one, two and three workers',
  async (scenario) => {
    const { network, properties, witnesses } = configure({ scenario, kernel: '6.12', mode: 'once' })
    const options = { shortcuts: { alone: false } }
    const alone = essence(await check(network, { properties, witnesses }))
    for (const workers of [2, 3])
      expect(essence(await check(network, { properties, witnesses }, { ...options, workers }))).toEqual(alone)
  },
)
