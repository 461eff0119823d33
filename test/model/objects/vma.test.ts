import { describe, expect, test } from 'vitest'
import { vma } from '../../../model/objects/vma.ts'
import { accepts, after } from './after.ts'

describe('the VMA', () => {
  test('is there until munmap detaches it', () => {
    expect(after(vma).value).toBe('mapped')
    expect(after(vma, { type: 'detach' }).value).toBe('detached')
  })

  test('cannot be detached twice', () => {
    expect(accepts(vma, after(vma, { type: 'detach' }), { type: 'detach' })).toBe(false)
  })
})
