import { expect, test } from 'vitest'
import { formatCoverage } from '../../checker/coverage-report.ts'

test('transitions that never fired are grouped by part', () => {
  const report = formatCoverage([
    { part: 'lock', state: 'held', event: 'release', fired: 4 },
    { part: 'lock', state: 'held', event: 'take', guard: 'isMine', description: 'a second time', fired: 0 },
    { part: 'user', state: '', event: 'reset', fired: 0 },
    { part: 'lock', state: 'free', event: 'release', fired: 0 },
  ])
  expect(report).toMatchInlineSnapshot(`
    "3 of 4 transitions never fired:
      lock
        in held: take [isMine] - a second time
        in free: release
      user
        in any state: reset"
  `)
})

test('if everything fired, one line says so', () => {
  expect(formatCoverage([{ part: 'lock', state: 'held', event: 'release', fired: 1 }])).toBe('All 1 transitions fired.')
})
