import { describe, expect, test } from 'vitest'
import { softDirty, type Tracking } from '../../../model/objects/soft-dirty.ts'
import { accepts, next, stateAfter } from './state-after.ts'

const clears = { type: 'clear_vm_softdirty' } as const
const returns = { type: 'clear_refs_returns' } as const
const write = { type: 'write' } as const
const discard = { type: 'discard' } as const

const cleared = stateAfter(softDirty, clears, returns)
const written = next(softDirty, cleared, write)

describe('soft-dirty tracking', () => {
  test('is off at first: VM_SOFTDIRTY stands for every bit, whatever is written', () => {
    expect(stateAfter(softDirty, write, discard).value).toBe('off')
  })

  test('promises nothing of what is written before clear_refs returns', () => {
    expect(stateAfter(softDirty, clears, write).value).toBe('clearing')
    expect(stateAfter(softDirty, clears, write, returns).value).toBe('unwritten')
  })

  test('is to hear of every write after that', () => {
    expect(written.value).toBe('written')
    expect(next(softDirty, written, write).value).toBe('written')
  })

  test('has nothing to hear of memory that is given back', () => {
    expect(next(softDirty, written, discard).value).toBe('unwritten')
  })

  test('begins anew with every clear_refs', () => {
    expect(next(softDirty, written, clears, returns).value).toBe('unwritten')
    expect(accepts(softDirty, cleared, returns)).toBe(false)
  })

  test.each(['off', 'unwritten', 'written'] as const)('of a new VMA is that of the one it comes from: %s', (state) => {
    expect(stateAfter(softDirty, { type: 'inherit', state }).value).toBe(state)
  })

  test('is inherited by nobody while mmap_lock is held for it', () => {
    expect(accepts(softDirty, stateAfter(softDirty), { type: 'inherit', state: 'clearing' satisfies Tracking })).toBe(
      false,
    )
  })
})
