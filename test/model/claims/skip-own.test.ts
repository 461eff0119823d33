/**
 * What a driver owes that lets its own MIGRATE pass: tried with every combination of habits. Claim 000.p3.1 computes the
 * condition from these verdicts; here it is written down, as a person would say it.
 */
import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { allHabits, type Habits, skipName, skipOwnDrivers } from '../../../model/drivers/skip-own.ts'
import { configure } from '../../../model/index.ts'

/** Nothing that the fault handler saw before a migration is mapped after it. */
const mapsNothingOld = ({ setsSeq, updates, serialises }: Habits): boolean =>
  serialises === 'migrations and faults' || (setsSeq && (updates || serialises === 'migrations in and faults'))

const owesNothingMore = (habits: Habits): boolean => habits.erasesIn && habits.erasesBack && mapsNothingOld(habits)

test('every combination is there, by its own name', () => {
  expect(allHabits).toHaveLength(2 ** 4 * 3)
  expect(new Set(skipOwnDrivers.map(({ name }) => name)).size).toBe(allHabits.length)
})

describe('with both directions and a CPU', () => {
  test.each(allHabits.map((habits) => ({ habits, driver: skipName(habits), holds: owesNothingMore(habits) })))(
    '$driver keeps every promise: $holds',
    async ({ driver, holds }) => {
      const choice = { scenario: 'both-ways', kernel: '6.12', drivers: { A: driver }, mode: 'forever' } as const
      const { network, properties } = configure(choice)
      expect((await check(network, { properties })).verdict).toBe(holds ? 'holds' : 'violated')
    },
  )
})

test('contract+skip is the member with every habit but the lock', async () => {
  const verdicts = await Promise.all(
    ['contract+skip', 'skip+seq+erase-in+erase-back+update'].map(async (driver) => {
      const { network, properties } = configure({
        scenario: 'own-fault',
        kernel: '6.12',
        drivers: { A: driver },
        mode: 'forever',
      })
      const { verdict, states, transitions, depth } = await check(network, { properties })
      return { verdict, states, transitions, depth }
    }),
  )
  expect(verdicts[0]).toEqual(verdicts[1])
})
