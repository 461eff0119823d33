import { describe, expect, test } from 'vitest'
import { vma, vmaToCome } from '../../../model/objects/vma.ts'
import { accepts, stateAfter } from './state-after.ts'

describe('the VMA', () => {
  test('is there until munmap detaches it', () => {
    expect(stateAfter(vma).value).toBe('mapped')
    expect(stateAfter(vma, { type: 'detach' }).value).toBe('detached')
  })

  test('cannot be detached twice', () => {
    expect(accepts(vma, stateAfter(vma, { type: 'detach' }), { type: 'detach' })).toBe(false)
  })

  test('of a child is not there before fork, and may never come', () => {
    expect(stateAfter(vmaToCome).value).toBe('unborn')
    expect(stateAfter(vmaToCome, { type: 'map' }).value).toBe('mapped')
    expect(stateAfter(vmaToCome, { type: 'detach' }).value).toBe('detached')
  })
})
