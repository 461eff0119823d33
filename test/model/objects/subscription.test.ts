import { describe, expect, test } from 'vitest'
import { subscription } from '../../../model/objects/subscription.ts'
import { stateAfter } from './state-after.ts'

const begin = (by: string) => ({ type: 'read_begin', by }) as const
const end = (by: string) => ({ type: 'read_end', by }) as const
const setSeq = { type: 'set_seq' } as const
const even = { type: 'seq_even' } as const

describe('a subscription', () => {
  test('at first was told of nothing and remembers no reader', () => {
    expect(stateAfter(subscription).context).toMatchObject({ told: false, readers: {} })
  })

  test('has been told of an open invalidation from the callback until the last one ends', () => {
    expect(stateAfter(subscription, setSeq).context.told).toBe(true)
    expect(stateAfter(subscription, setSeq, even).context.told).toBe(false)
  })

  test('never hears of an invalidation whose callback returns without mmu_interval_set_seq()', () => {
    expect(stateAfter(subscription, begin('A'), even).context).toMatchObject({ told: false, readers: { A: 'current' } })
  })
})

describe('a reader', () => {
  test('remembers the present sequence', () => {
    expect(stateAfter(subscription, begin('A')).context.readers).toEqual({ A: 'current' })
  })

  test('must retry once a callback moved the sequence, and still when the invalidation has ended', () => {
    expect(stateAfter(subscription, begin('A'), setSeq).context.readers).toEqual({ A: 'moved' })
    expect(stateAfter(subscription, begin('A'), setSeq, even).context.readers).toEqual({ A: 'moved' })
  })

  test('is not disturbed by an end alone', () => {
    expect(stateAfter(subscription, setSeq, begin('A'), even).context.readers).toEqual({ A: 'current' })
  })

  test('is not disturbed by a second callback of the same odd sequence', () => {
    expect(stateAfter(subscription, setSeq, begin('A'), setSeq).context.readers).toEqual({ A: 'current' })
  })

  test('is disturbed by the next odd sequence', () => {
    expect(stateAfter(subscription, setSeq, even, begin('A'), setSeq).context.readers).toEqual({ A: 'moved' })
  })

  test('is told apart from the others: each remembers for itself', () => {
    expect(stateAfter(subscription, begin('A'), setSeq, even, begin('B')).context.readers).toEqual({
      A: 'moved',
      B: 'current',
    })
  })

  test('is current again after it began again', () => {
    expect(stateAfter(subscription, begin('A'), setSeq, even, begin('A')).context.readers).toEqual({ A: 'current' })
  })

  test('is forgotten when it ends, so that it costs no states', () => {
    expect(stateAfter(subscription, begin('A'), begin('B'), end('A')).context.readers).toEqual({ B: 'current' })
    expect(stateAfter(subscription, begin('A'), end('A')).context).toEqual(stateAfter(subscription).context)
  })
})
