import { describe, expect, test } from 'vitest'
import { vma, vmaToCome } from '../../../model/objects/vma.ts'
import { accepts, next, stateAfter } from './state-after.ts'

describe('the VMA', () => {
  test('is there until munmap detaches it', () => {
    expect(stateAfter(vma).value).toBe('mapped')
    expect(stateAfter(vma, { type: 'detach' }).value).toBe('detached')
  })

  test('loses the right to write and gets it again, as often as user space likes', () => {
    const readOnly = stateAfter(vma, { type: 'clear_vm_write' })
    expect(readOnly.value).toBe('read-only')
    expect(next(vma, readOnly, { type: 'set_vm_write' }).value).toBe('mapped')
    expect(next(vma, readOnly, { type: 'detach' }).value).toBe('detached')
  })

  test('cannot lose a right that it has not got', () => {
    expect(accepts(vma, stateAfter(vma, { type: 'clear_vm_write' }), { type: 'clear_vm_write' })).toBe(false)
    expect(accepts(vma, stateAfter(vma), { type: 'set_vm_write' })).toBe(false)
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
