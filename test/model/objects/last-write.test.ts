import { describe, expect, test } from 'vitest'
import { lastWrite } from '../../../model/objects/last-write.ts'
import { after } from './after.ts'

const write = { type: 'write' } as const
const discard = { type: 'discard' } as const

describe('the last write to anonymous memory', () => {
  test('is zeroes before anybody wrote', () => {
    expect(after(lastWrite).value).toBe('zeroes')
  })

  test('is data once somebody wrote, however often', () => {
    expect(after(lastWrite, write).value).toBe('data')
    expect(after(lastWrite, write, write).value).toBe('data')
  })

  test('is zeroes again after a discard, also of what was never written', () => {
    expect(after(lastWrite, write, discard).value).toBe('zeroes')
    expect(after(lastWrite, discard).value).toBe('zeroes')
  })

  test('is data if the write came after the discard', () => {
    expect(after(lastWrite, write, discard, write).value).toBe('data')
  })
})
