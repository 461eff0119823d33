import { describe, expect, test } from 'vitest'
import { vma } from '../../../model/objects/vma.ts'
import { accepts, stateAfter } from './state-after.ts'

describe('the VMA', () => {
  test('is there until munmap detaches it', () => {
    expect(stateAfter(vma).value).toBe('mapped')
    expect(stateAfter(vma, { type: 'detach' }).value).toBe('detached')
  })

  test('cannot be detached twice', () => {
    expect(accepts(vma, stateAfter(vma, { type: 'detach' }), { type: 'detach' })).toBe(false)
  })
})
