import { describe, expect, test } from 'vitest'
import { hmmMirror, hmmMirror5_1 } from '../../../model/objects/hmm-mirror.ts'
import { stateAfter } from './state-after.ts'

const [start, end] = [{ type: 'set_seq' }, { type: 'seq_even' }] as const
const register = { type: 'read_begin', by: 'fault' } as const
const unregister = { type: 'read_end', by: 'fault' } as const

describe.each([
  { of: '5.2 to 5.4', machine: hmmMirror },
  { of: 'up to 5.1', machine: hmmMirror5_1 },
])('an hmm_mirror, $of', ({ machine }) => {
  // hmm_invalidate_range_start()
  test('makes every registered range invalid when an invalidation starts', () => {
    expect(stateAfter(machine, register, start).context).toEqual({ told: true, readers: { fault: 'moved' } })
  })

  // hmm_range_wait_until_valid() waits for that
  test('has no invalidation open after the end', () => {
    expect(stateAfter(machine, start, end).context.told).toBe(false)
  })

  test('forgets a range that is unregistered', () => {
    expect(stateAfter(machine, register, unregister).context.readers).toEqual({})
  })
})

describe('a range that an invalidation made invalid', () => {
  // notifiers_decrement(), mm/hmm.c of 5.3
  test('is valid again at its end from 5.2 on, whatever its snapshot saw', () => {
    expect(stateAfter(hmmMirror, register, start, end).context.readers).toEqual({ fault: 'current' })
  })

  test('stays invalid up to 5.1', () => {
    expect(stateAfter(hmmMirror5_1, register, start, end).context.readers).toEqual({ fault: 'moved' })
  })
})
