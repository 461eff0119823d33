import { describe, expect, test } from 'vitest'
import { lastWrite } from '../../../model/objects/last-write.ts'
import { stateAfter } from './state-after.ts'

const write = { type: 'write' } as const
const discard = { type: 'discard' } as const
const giveUp = { type: 'give_up' } as const

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

  test('may be dropped once user space has given it up, until it writes again', () => {
    expect(stateAfter(lastWrite, write, giveUp, giveUp).value).toBe('given up')
    expect(stateAfter(lastWrite, write, giveUp, write).value).toBe('data')
    expect(stateAfter(lastWrite, write, giveUp, discard).value).toBe('zeroes')
  })

  test('of zeroes is not given up: there is nothing to drop', () => {
    expect(stateAfter(lastWrite, giveUp).value).toBe('zeroes')
  })

  test('is data if the write came after the discard', () => {
    expect(stateAfter(lastWrite, write, discard, write).value).toBe('data')
  })
})
