import { describe, expect, test } from 'vitest'
import { tlb } from '../../../model/objects/tlb.ts'
import { stateAfter } from './state-after.ts'

const fill = (frame: string, writable: boolean) => ({ type: 'fill', frame, writable }) as const
const [flush, zap, returned] = [{ type: 'flush' } as const, { type: 'zap' } as const, { type: 'returned' } as const]

describe('a TLB entry', () => {
  test('is empty at first, so the first access walks the page table', () => {
    expect(stateAfter(tlb)).toMatchObject({ value: 'empty', context: { frame: null, pending: false } })
  })

  test('remembers what a walk found, and with which rights', () => {
    expect(stateAfter(tlb, fill('P1', false))).toMatchObject({ value: { cached: 'ro' }, context: { frame: 'P1' } })
    expect(stateAfter(tlb, fill('P1', true))).toMatchObject({ value: { cached: 'rw' }, context: { frame: 'P1' } })
  })

  test('is replaced by what a later walk finds', () => {
    expect(stateAfter(tlb, fill('zero page', false), fill('P1', true))).toMatchObject({
      value: { cached: 'rw' },
      context: { frame: 'P1' },
    })
  })

  test('is empty after a flush, and may be flushed when it is empty', () => {
    const empty = { value: 'empty', context: { frame: null, pending: false } }
    expect(stateAfter(tlb, fill('P1', true), flush)).toMatchObject(empty)
    expect(stateAfter(tlb, flush)).toMatchObject(empty)
  })

  test('counts as one from before a zap until the zap returns', () => {
    expect(stateAfter(tlb, fill('P1', true), zap).context.pending).toBe(true)
    expect(stateAfter(tlb, fill('P1', true), zap, returned)).toMatchObject({
      value: { cached: 'rw' },
      context: { frame: 'P1', pending: false },
    })
  })

  test('counts as new if it was filled after the zap', () => {
    expect(stateAfter(tlb, fill('P1', true), zap, fill('P2', true)).context).toEqual({ frame: 'P2', pending: false })
  })
})
