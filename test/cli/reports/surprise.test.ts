import { expect, test } from 'vitest'
import { surprise } from '../../../cli/reports/surprise.ts'
import { holds, violated } from './results.ts'

const expected = { verdict: 'holds', states: 1234, transitions: 5678, depth: 12 } as const

test('the recorded result is no surprise', () => {
  expect(surprise(holds, expected)).toBeUndefined()
  expect(surprise(violated, { ...expected, verdict: 'violated', property: 'one-at-a-time' })).toBeUndefined()
})

test('another verdict is one, whatever the numbers are', () => {
  expect(surprise(violated, expected)).toBe('expected holds, got violated (one-at-a-time)')
})

test('so is another property', () => {
  expect(surprise(violated, { ...expected, verdict: 'violated', property: 'key-is-back' })).toBe(
    'expected violated (key-is-back), got violated (one-at-a-time)',
  )
})

test('so is a limit that was hit', () => {
  expect(surprise({ ...holds, verdict: 'incomplete', reason: 'interrupted' }, expected)).toBe(
    'expected holds, got incomplete (interrupted)',
  )
})

test('so is each number that differs', () => {
  expect(surprise({ ...holds, states: 1235, depth: 13 }, expected)).toBe(
    '1,235 states, expected 1,234; 13 depth, expected 12',
  )
})

test('so is a row that nothing is recorded for', () => {
  expect(surprise(holds, undefined)).toBe('holds; no verdict is recorded yet')
})
