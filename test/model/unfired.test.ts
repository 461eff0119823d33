import { expect, test } from 'vitest'
import { coverage, coverageSurprises, machines, unfired } from '../../model/index.ts'

test('what no search fires is exactly what was reviewed (npm run record, then model/unfired.ts)', () => {
  expect(coverageSurprises).toEqual([])
})

test('each has a reason', () => {
  for (const { reason } of unfired) expect(reason.length).toBeGreaterThan(20)
})

test('what is drawn is what runs, by the ids of the machines', () => {
  expect(new Set(machines.map(({ machine }) => machine.id))).toEqual(new Set(Object.keys(coverage)))
})
