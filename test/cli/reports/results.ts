/** Results as a search returns them, for the tests of the reports. */
import type { Result } from '../../../checker/index.ts'

export const holds: Result = {
  verdict: 'holds',
  states: 1234,
  transitions: 5678,
  depth: 12,
  seconds: 0.456,
  bytesPerState: 17.6,
  workers: 1,
  learned: 90,
  witnesses: [{ name: 'somebody got in', reached: true }],
  coverage: [],
  observed: [],
  reductions: [],
  warnings: [],
}

export const violated: Result = {
  ...holds,
  verdict: 'violated',
  violated: { kind: 'invariant', property: 'one-at-a-time', clause: 'two are inside' },
}
