import { describe, expect, test } from 'vitest'
import { lastWrite } from '../../../model/objects/last-write.ts'
import { stateAfter } from './state-after.ts'

const write = { type: 'write' } as const
const discard = { type: 'discard' } as const

describe('the last write to anonymous memory', () => {
  test('is zeroes before anybody wrote', () => {
    expect(stateAfter(lastWrite).value).toBe('zeroes')
  })

  test('is data once somebody wrote, however often', () => {
    expect(stateAfter(lastWrite, write).value).toBe('data')
    expect(stateAfter(lastWrite, write, write).value).toBe('data')
  })

  test('is zeroes again after a discard, also of what was never written', () => {
    expect(stateAfter(lastWrite, write, discard).value).toBe('zeroes')
    expect(stateAfter(lastWrite, discard).value).toBe('zeroes')
  })

  test('is data if the write came after the discard', () => {
    expect(stateAfter(lastWrite, write, discard, write).value).toBe('data')
  })
})
