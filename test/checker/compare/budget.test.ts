import { describe, expect, test } from 'vitest'
import { Budget, Stopped } from '../../../checker/compare/budget.ts'

describe('a budget', () => {
  test('ends what has more states or pairs than allowed', () => {
    const budget = new Budget({ maxStates: 2, maxPairs: 3 })
    budget.allowStates(2)
    budget.allowPairs(3)
    expect(() => budget.allowStates(3)).toThrow(new Stopped('the limit of 2 states was hit'))
    expect(() => budget.allowPairs(4)).toThrow(new Stopped('the limit of 3 pairs was hit'))
  })

  test('ends what needs more memory than there is, before Node ends the process', () => {
    let left = 2
    const shortage = () => (left-- > 0 ? undefined : 'no memory is left')
    const budget = new Budget({ maxStates: 1, maxPairs: 1 }, shortage)
    const storeMuch = () => {
      for (let i = 0; i < 1e6; i++) budget.store()
    }
    expect(storeMuch).toThrow(new Stopped('no memory is left'))
    expect(left).toBe(-1)
  })
})
