import { expect, test } from 'vitest'
import { coverage, coverageSurprises, machines, unfired } from '../../model/index.ts'

test('what no search fires is exactly what was reviewed (npm run record, then model/unfired.ts)', () => {
  expect(
    coverageSurprises,
    'let a scenario fire it, or add the reason why none does to model/unfired.ts; then npm run record',
  ).toEqual([])
})

test('each has a reason', () => {
  for (const { reason } of unfired) expect(reason.length).toBeGreaterThan(20)
})

test('what is drawn is what runs, by the ids of the machines', () => {
  const [drawn, recorded] = [new Set(machines.map(({ machine }) => machine.id)), new Set(Object.keys(coverage))]
  const lacks = (all: ReadonlySet<string>, some: ReadonlySet<string>) => [...all].filter((id) => !some.has(id))
  expect(lacks(drawn, recorded), 'not in model/coverage.ts: npm run record -- --only SCENARIO').toEqual([])
  expect(
    lacks(recorded, drawn),
    'some scenario runs it, and it is not drawn: add it to model/paths/index.ts, or to model/machines.ts; if it is gone: npm run record',
  ).toEqual([])
})
