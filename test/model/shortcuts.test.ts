import { expect, test } from 'vitest'
import { check, type Result } from '../../checker/index.ts'
import { configure, expected, matrix, rowKey, scenarios } from '../../model/index.ts'

// code is generated for such small searches only without patience
const shortcuts = ['incremental', 'views', 'rows', 'split', 'filter', 'sleepSets', 'patient'] as const

/** States that are too many to search again and again in a test. */
const MANY = 1500

/** What must not depend on how fast the search is. */
const essence = ({ verdict, violated, states, transitions, depth, trace, coverage, witnesses }: Result) => {
  return { verdict, violated, states, transitions, depth, trace, coverage, witnesses }
}

/** For each scenario, a row of the table that is searched in a moment, with each of two drivers. */
const affordable = scenarios.flatMap(({ name }) =>
  ['contract+seq', 'test_hmm'].flatMap((driver) => {
    const row = matrix('once').findLast(
      ({ scenario, kernel, driverLabel }) =>
        scenario === name &&
        driverLabel === driver &&
        (expected.once?.[rowKey(scenario, kernel, driver)]?.states ?? MANY) < MANY,
    )
    return row === undefined ? [] : [{ ...row, driver }]
  }),
)

test.each(affordable)(
  '$scenario on $kernel with $driver has the same result with and without each shortcut',
  async ({ scenario, kernel, drivers }) => {
    const { network, properties, witnesses } = configure({ scenario, kernel, drivers, mode: 'once' })
    const fast = essence(await check(network, { properties, witnesses }))
    for (const shortcut of shortcuts)
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
