import { describe, expect, test } from 'vitest'
import { pin } from '../../../model/objects/pin.ts'
import { accepts, stateAfter } from './state-after.ts'

const take = { type: 'pin', frame: 'P1' } as const
const [map, unpin] = [{ type: 'map' }, { type: 'unpin' }] as const

describe("a driver's pin", () => {
  test('holds the page from when the driver has got it, mapped or not', () => {
    expect(stateAfter(pin, take)).toMatchObject({ value: 'pinned', context: { frame: 'P1' } })
    expect(stateAfter(pin, take, map)).toMatchObject({ value: 'mapped', context: { frame: 'P1' } })
  })

  // unpin_user_pages(), put_page(): the sequence check may have failed before anything was mapped
  test('is let go of with the mapping, or before there is one', () => {
    for (const events of [[take, unpin] as const, [take, map, unpin] as const])
      expect(stateAfter(pin, ...events)).toMatchObject({ value: 'none', context: { frame: null } })
  })

  test('is put as often as it was taken, which is once', () => {
    expect(accepts(pin, stateAfter(pin, take), take)).toBe(false)
    expect(accepts(pin, stateAfter(pin, take, unpin), unpin)).toBe(false)
  })

  test('nothing is mapped that is not pinned', () => {
    expect(accepts(pin, stateAfter(pin), map)).toBe(false)
  })
})
