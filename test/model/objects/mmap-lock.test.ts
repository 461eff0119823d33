import { describe, expect, test } from 'vitest'
import { mmapLock } from '../../../model/objects/mmap-lock.ts'
import { accepts, stateAfter } from './state-after.ts'

const readLock = { type: 'mmap_read_lock' } as const
const readUnlock = { type: 'mmap_read_unlock' } as const
const writeLock = { type: 'mmap_write_lock' } as const
const downgrade = { type: 'mmap_write_downgrade' } as const

describe('mmap_lock', () => {
  test('is free at first', () => {
    expect(stateAfter(mmapLock)).toMatchObject({ value: 'free', context: { readers: 0 } })
  })

  test('admits several readers, and is free when the last one leaves', () => {
    expect(stateAfter(mmapLock, readLock, readLock)).toMatchObject({ value: 'read', context: { readers: 2 } })
    expect(stateAfter(mmapLock, readLock, readLock, readUnlock)).toMatchObject({
      value: 'read',
      context: { readers: 1 },
    })
    expect(stateAfter(mmapLock, readLock, readLock, readUnlock, readUnlock)).toMatchObject({ value: 'free' })
  })

  test('admits a writer only while nobody is in', () => {
    expect(accepts(mmapLock, stateAfter(mmapLock), writeLock)).toBe(true)
    expect(accepts(mmapLock, stateAfter(mmapLock, readLock), writeLock)).toBe(false)
    expect(accepts(mmapLock, stateAfter(mmapLock, writeLock), writeLock)).toBe(false)
  })

  test('admits no reader while a writer is in', () => {
    expect(accepts(mmapLock, stateAfter(mmapLock, writeLock), readLock)).toBe(false)
  })

  test('turns a writer into one reader beside whom others may enter', () => {
    expect(stateAfter(mmapLock, writeLock, downgrade)).toMatchObject({ value: 'read', context: { readers: 1 } })
    expect(stateAfter(mmapLock, writeLock, downgrade, readLock).context.readers).toBe(2)
    expect(stateAfter(mmapLock, writeLock, downgrade, readUnlock).value).toBe('free')
  })

  test('knows no unlock without a lock', () => {
    expect(accepts(mmapLock, stateAfter(mmapLock), readUnlock)).toBe(false)
    expect(accepts(mmapLock, stateAfter(mmapLock, writeLock), readUnlock)).toBe(false)
  })

  test('knows no downgrade without a writer', () => {
    expect(accepts(mmapLock, stateAfter(mmapLock), downgrade)).toBe(false)
    expect(accepts(mmapLock, stateAfter(mmapLock, readLock), downgrade)).toBe(false)
  })
})
