import { expect, test } from 'vitest'
import type { Answer } from '../../cli/checks/task.ts'
import { sweepTasks } from '../../cli/sweep-tasks.ts'
import { expected } from '../../model/index.ts'
import { sweepOf } from '../../record/sweep.ts'

test('rows that are searched again take their place among those that are recorded', () => {
  const tasks = sweepTasks(['once'], ({ scenario }) => scenario === 'own-fault')
  const answers = tasks.map(() => ({ verdict: 'holds', states: 1, transitions: 2, depth: 3 }) as Answer)
  const { 'hole-race 7.0 contract': before, ...without } = expected.once ?? {}
  const onto = { once: { 'gone 7.0 contract': before, ...without } as typeof without, forever: {} }
  const { once } = sweepOf(tasks, answers, { onto }).expected
  expect(once['own-fault 7.0 contract']).toEqual({ verdict: 'holds', states: 1, transitions: 2, depth: 3 })
  expect(Object.keys(once)).toEqual(Object.keys(expected.once ?? {}).filter((row) => row !== 'hole-race 7.0 contract'))
})
