import { expect, test } from 'vitest'
import { mmUsers } from '../../../model/objects/mm-users.ts'
import { accepts, stateAfter } from './state-after.ts'

const [get, put, exit] = [{ type: 'mmget' }, { type: 'mmput' }, { type: 'exit_mmap' }] as const

test('an address space is used by its process from the start, and by whoever gets a reference', () => {
  expect(stateAfter(mmUsers)).toMatchObject({ value: 'used', context: { users: 1 } })
  expect(stateAfter(mmUsers, get, put)).toMatchObject({ value: 'used', context: { users: 1 } })
})

// mmput(): atomic_dec_and_test(), then __mmput()
test('only when the last reference is put is it taken down', () => {
  expect(accepts(mmUsers, stateAfter(mmUsers, get, put), exit)).toBe(false)
  expect(stateAfter(mmUsers, get, put, put)).toMatchObject({ value: 'unused', context: { users: 0 } })
  expect(stateAfter(mmUsers, put, exit).value).toBe('exiting')
})

// mmget_not_zero()
test('nobody gets a reference once there is none', () => {
  expect(accepts(mmUsers, stateAfter(mmUsers, put), get)).toBe(false)
  expect(accepts(mmUsers, stateAfter(mmUsers, put), put)).toBe(false)
  expect(accepts(mmUsers, stateAfter(mmUsers, put, exit), get)).toBe(false)
})
