import { describe, expect, test } from 'vitest'
import { mutex } from '../../../model/objects/mutex.ts'
import { accepts, stateAfter } from './state-after.ts'

const lock = (by: string) => ({ type: 'mutex_lock', by }) as const
const unlock = (by: string) => ({ type: 'mutex_unlock', by }) as const

describe('a driver’s mutex', () => {
  test('is free at first', () => {
    expect(stateAfter(mutex)).toMatchObject({ value: 'free', context: { holder: null } })
  })

  test('remembers who holds it', () => {
    expect(stateAfter(mutex, lock('A'))).toMatchObject({ value: 'held', context: { holder: 'A' } })
  })

  test('is free after its holder unlocks it', () => {
    expect(stateAfter(mutex, lock('A'), unlock('A'))).toMatchObject({ value: 'free', context: { holder: null } })
  })

  test('cannot be taken while it is held, not even by its holder', () => {
    expect(accepts(mutex, stateAfter(mutex, lock('A')), lock('B'))).toBe(false)
    expect(accepts(mutex, stateAfter(mutex, lock('A')), lock('A'))).toBe(false)
  })

  test('cannot be unlocked by somebody else', () => {
    expect(accepts(mutex, stateAfter(mutex, lock('A')), unlock('B'))).toBe(false)
  })

  test('cannot be unlocked while it is free', () => {
    expect(accepts(mutex, stateAfter(mutex), unlock('A'))).toBe(false)
  })
})
