import { expect, test } from 'vitest'
import { coverage, machines, unfired } from '../../model/index.ts'

const shown = ({ machine, transition }: { machine: string; transition: string }) => `${machine}: ${transition}`

test('what no search fires is exactly what was reviewed (npm run record, then model/unfired.ts)', () => {
  const recorded = Object.entries(coverage).flatMap(([machine, { unfired }]) =>
    unfired.map((transition) => shown({ machine, transition })),
  )
  expect(unfired.map(shown).sort()).toEqual(recorded.sort())
})

test('each is reviewed once, with a reason', () => {
  expect(new Set(unfired.map(shown)).size).toBe(unfired.length)
  for (const { reason } of unfired) expect(reason.length).toBeGreaterThan(20)
})

test('what is drawn is what runs, by the ids of the machines', () => {
  expect(new Set(machines.map(({ machine }) => machine.id))).toEqual(new Set(Object.keys(coverage)))
})
