import { expect, test } from 'vitest'
import { formatCoverage } from '../../checker/coverage-report.ts'
import type { TransitionCoverage } from '../../checker/index.ts'

const entry = (part: string, transition: string, fired: number, description?: string): TransitionCoverage => ({
  part,
  machine: part,
  transition,
  state: '',
  event: '',
  fired,
  ...(description === undefined ? {} : { description }),
})

test('transitions that never fired are grouped by part', () => {
  const report = formatCoverage([
    entry('lock', 'held on release', 4),
    entry('lock', 'held on take [isMine]', 0, 'a second time'),
    entry('user', 'any state on reset', 0),
    entry('lock', 'free on release', 0),
  ])
  expect(report).toMatchInlineSnapshot(`
    "3 of 4 transitions never fired:
      lock
        held on take [isMine] - a second time
        free on release
      user
        any state on reset"
  `)
})

test('if everything fired, one line says so', () => {
  expect(formatCoverage([entry('lock', 'held on release', 1)])).toBe('All 1 transitions fired.')
})
