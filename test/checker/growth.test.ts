import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Growth } from '../../checker/partial/growth.ts'

/** A search that expands one state at a time, each of which adds so many new ones on average. */
function grown(fresh: (expanded: number) => number, until: number): Growth {
  const growth = new Growth()
  let states = 1
  for (let expanded = 0; expanded < Math.min(until, states); expanded++) {
    states += fresh(expanded)
    growth.add(Math.floor(states), Math.floor(states) - expanded - 1)
  }
  return growth
}

test('there is no guess while every state adds at least one more', () => {
  expect(grown(() => 1.2, 5000).expected).toBeUndefined()
})

test('there is no guess of a search that has only begun', () => {
  expect(grown((expanded) => (expanded < 100 ? 2 : 0.5), 150).expected).toBeUndefined()
})

test('the truth is between the two numbers where states add fewer and fewer', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 1.3, max: 3, noNaN: true }),
      fc.integer({ min: 10_000, max: 40_000 }),
      (first, end) => {
        const fresh = (expanded: number) => first * Math.max(0, 1 - expanded / end)
        // the area under a line that falls to nothing is half of it; the search ends where all that was found is expanded
        let [states, expanded] = [1, 0]
        while (expanded < states) states += fresh(expanded++)
        const { least, most } = grown(fresh, Math.floor(0.9 * expanded)).expected ?? { least: 0, most: 0 }
        expect(least).toBeLessThanOrEqual(Math.ceil(states))
        expect(most).toBeGreaterThanOrEqual(Math.floor(states))
      },
    ),
    { numRuns: 50 },
  ))
