import { describe, expect, test } from 'vitest'
import { notifier } from '../../../model/objects/notifier.ts'
import { accepts, stateAfter } from './state-after.ts'

const start = { type: 'inv_start', hits: true } as const
const end = { type: 'inv_end' } as const

describe('the notifier of an mm', () => {
  test('starts with no invalidation open and an even sequence', () => {
    expect(stateAfter(notifier)).toMatchObject({ value: 'even', context: { active: 0 } })
  })

  test('has an odd sequence while an invalidation is open', () => {
    expect(stateAfter(notifier, start)).toMatchObject({ value: 'odd', context: { active: 1 } })
  })

  test('lets invalidations overlap, and turns even only when the last one ends', () => {
    expect(stateAfter(notifier, start, start, end)).toMatchObject({ value: 'odd', context: { active: 1 } })
    expect(stateAfter(notifier, start, start, end, end)).toMatchObject({ value: 'even', context: { active: 0 } })
  })

  test('knows no end without a start', () => {
    expect(accepts(notifier, stateAfter(notifier), end)).toBe(false)
    expect(accepts(notifier, stateAfter(notifier, start, end), end)).toBe(false)
  })
})
