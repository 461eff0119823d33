import { expect, test } from 'vitest'
import { anonVma } from '../../../model/objects/anon-vma.ts'
import { accepts, stateAfter } from './state-after.ts'

const enter = { type: 'anon_vma_lock_read' } as const
const leave = { type: 'anon_vma_unlock_read' } as const

test('the lock of a reverse map lets in any number of walks, and is free when the last one has left', () => {
  expect(stateAfter(anonVma, enter, enter, leave)).toMatchObject({ value: 'walked', context: { walks: 1 } })
  expect(stateAfter(anonVma, enter, enter, leave, leave)).toMatchObject({ value: 'free', context: { walks: 0 } })
})

test('nobody leaves it who has not come in', () => {
  expect(accepts(anonVma, stateAfter(anonVma), leave)).toBe(false)
})
