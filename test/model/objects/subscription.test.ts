import { describe, expect, test } from 'vitest'
import { subscription } from '../../../model/objects/subscription.ts'
import { after } from './after.ts'

const begin = (by: string) => ({ type: 'read_begin', by }) as const
const end = (by: string) => ({ type: 'read_end', by }) as const
const setSeq = { type: 'set_seq' } as const
const even = { type: 'seq_even' } as const

describe('a subscription', () => {
  test('at first was told of nothing and remembers no reader', () => {
    expect(after(subscription).context).toEqual({ told: false, readers: {} })
  })

  test('has been told of an open invalidation from the callback until the last one ends', () => {
    expect(after(subscription, setSeq).context.told).toBe(true)
    expect(after(subscription, setSeq, even).context.told).toBe(false)
  })

  test('never hears of an invalidation whose callback returns without mmu_interval_set_seq()', () => {
    expect(after(subscription, begin('A'), even).context).toEqual({ told: false, readers: { A: 'current' } })
  })
})

describe('a reader', () => {
  test('remembers the present sequence', () => {
    expect(after(subscription, begin('A')).context.readers).toEqual({ A: 'current' })
  })

  test('must retry once a callback moved the sequence, and still when the invalidation has ended', () => {
    expect(after(subscription, begin('A'), setSeq).context.readers).toEqual({ A: 'moved' })
    expect(after(subscription, begin('A'), setSeq, even).context.readers).toEqual({ A: 'moved' })
  })

  test('is not disturbed by an end alone', () => {
    expect(after(subscription, setSeq, begin('A'), even).context.readers).toEqual({ A: 'current' })
  })

  test('is not disturbed by a second callback of the same odd sequence', () => {
    expect(after(subscription, setSeq, begin('A'), setSeq).context.readers).toEqual({ A: 'current' })
  })

  test('is disturbed by the next odd sequence', () => {
    expect(after(subscription, setSeq, even, begin('A'), setSeq).context.readers).toEqual({ A: 'moved' })
  })

  test('is told apart from the others: each remembers for itself', () => {
    expect(after(subscription, begin('A'), setSeq, even, begin('B')).context.readers).toEqual({
      A: 'moved',
      B: 'current',
    })
  })

  test('is current again after it began again', () => {
    expect(after(subscription, begin('A'), setSeq, even, begin('A')).context.readers).toEqual({ A: 'current' })
  })

  test('is forgotten when it ends, so that it costs no states', () => {
    expect(after(subscription, begin('A'), begin('B'), end('A')).context.readers).toEqual({ B: 'current' })
    expect(after(subscription, begin('A'), end('A')).context).toEqual(after(subscription).context)
  })
})
