import { expect, test } from 'vitest'
import { formatProgressOfAll } from '../../cli/progress.ts'

const progress = { states: 12_000, transitions: 30_000, queue: 400, depth: 9, seconds: 2, bytesPerState: 40.4 }

test('the progress of many checks shows the one that has run longest', () => {
  const running = [
    { name: 'door, 5.11', progress },
    { name: 'door, 6.1', progress: undefined },
  ]
  expect(formatProgressOfAll({ answered: 3, tasks: 8, running })).toBe(
    '[3/8] door, 5.11: 12,000 states, 6,000 a second, 400 to expand, depth 9, 40 bytes a state, no end in sight',
  )
})

test('a check that has nothing to tell yet is named, and where none runs there is no name', () => {
  expect(formatProgressOfAll({ answered: 0, tasks: 8, running: [{ name: 'door', progress: undefined }] })).toBe(
    '[0/8] door',
  )
  expect(formatProgressOfAll({ answered: 8, tasks: 8, running: [] })).toBe('[8/8]')
})
