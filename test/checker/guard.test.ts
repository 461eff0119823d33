import { expect, test } from 'vitest'
import { and, not, or, stateIn } from 'xstate'
import { showGuard } from '../../checker/guard.ts'

test.each([
  ['a name', 'isFree', 'isFree'],
  ['a name with parameters', { type: 'isOwner', params: { device: 'A', count: 2 } }, 'isOwner(device=A, count=2)'],
  ['a name whose parameters are computed', { type: 'isOwner', params: () => ({}) }, 'isOwner'],
  ['an inline function without a name', () => true, 'inline guard'],
  ['an inline function under the key of the configuration', { guard: () => true }.guard, 'inline guard'],
  [
    'an inline function with a name',
    function isLate() {
      return true
    },
    'isLate',
  ],
  ['a negation', not('isFree'), 'not isFree'],
  ['nested helpers, with brackets', and(['a', or([not('b'), 'c'])]), 'a and (not b or c)'],
  ['the negation of a conjunction', not(and(['a', 'b'])), 'not (a and b)'],
  ['a state to be in', stateIn('locked'), 'in state "locked"'],
])('%s is readable', (_, guard, shown) => {
  expect(showGuard(guard)).toBe(shown)
})
