import { describe, expect, test } from 'vitest'
import { mirror } from '../../../model/objects/mirror.ts'
import { accepts, stateAfter } from './state-after.ts'

const store = (frame: string, writable: boolean) => ({ type: 'store', frame, writable }) as const
const erase = { type: 'erase' } as const

describe('a mirror entry', () => {
  test('is absent at first, so the device faults', () => {
    expect(stateAfter(mirror)).toMatchObject({ value: 'absent', context: { frame: null } })
  })

  test('maps what is stored, for reading or for writing', () => {
    expect(stateAfter(mirror, store('P1', false))).toMatchObject({ value: { mapped: 'ro' }, context: { frame: 'P1' } })
    expect(stateAfter(mirror, store('A1', true))).toMatchObject({ value: { mapped: 'rw' }, context: { frame: 'A1' } })
  })

  test('is replaced by a second store, frame and permission alike', () => {
    expect(stateAfter(mirror, store('P1', true), store('zero page', false))).toMatchObject({
      value: { mapped: 'ro' },
      context: { frame: 'zero page' },
    })
  })

  test('maps nothing after an erase', () => {
    expect(stateAfter(mirror, store('P1', true), erase)).toMatchObject({ value: 'absent', context: { frame: null } })
  })

  test('may lose its write bit and keep the page', () => {
    const protect = { type: 'write_protect' } as const
    expect(stateAfter(mirror, store('P1', true), protect)).toMatchObject({
      value: { mapped: 'ro' },
      context: { frame: 'P1' },
    })
    expect(stateAfter(mirror, protect).value).toBe('absent')
  })

  test('may be erased while it is absent: a callback does not look first', () => {
    expect(accepts(mirror, stateAfter(mirror), erase)).toBe(true)
    expect(stateAfter(mirror, erase).value).toBe('absent')
  })
})
