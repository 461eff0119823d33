import { expect, test } from 'vitest'
import { mmFlags } from '../../../model/objects/mm-flags.ts'
import { next, stateAfter } from './state-after.ts'

test('an mm that the OOM reaper has been at stays unstable, however often it comes', () => {
  expect(stateAfter(mmFlags).value).toBe('stable')
  const unstable = stateAfter(mmFlags, { type: 'set_unstable' })
  expect(unstable.value).toBe('unstable')
  expect(next(mmFlags, unstable, { type: 'set_unstable' }).value).toBe('unstable')
})
