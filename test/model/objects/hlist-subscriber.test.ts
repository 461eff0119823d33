import { describe, expect, test } from 'vitest'
import { hlistSubscriber } from '../../../model/objects/hlist-subscriber.ts'
import { accepts, stateAfter } from './state-after.ts'

const [begin, end] = [{ type: 'invalidate_begin' }, { type: 'invalidate_end' }] as const
const read = (by: string) => ({ type: 'read_begin', by }) as const
const done = (by: string) => ({ type: 'read_end', by }) as const

describe('a subscriber of the list', () => {
  test('counts the invalidations that are open', () => {
    expect(stateAfter(hlistSubscriber, begin, begin).context.inProgress).toBe(2)
    expect(stateAfter(hlistSubscriber, begin, begin, end).context.inProgress).toBe(1)
  })

  test('is told of no end without a start', () => {
    expect(accepts(hlistSubscriber, stateAfter(hlistSubscriber), end)).toBe(false)
  })

  // kvm_mmu_invalidate_end() increments mmu_invalidate_seq before it counts down; the start leaves the sequence alone
  test('moves the sequence when an invalidation ends, for everybody who has read it', () => {
    expect(stateAfter(hlistSubscriber, read('vcpu'), begin).context.readers).toEqual({ vcpu: 'current' })
    const moved = stateAfter(hlistSubscriber, read('vcpu'), read('other'), begin, end)
    expect(moved.context.readers).toEqual({ vcpu: 'moved', other: 'moved' })
  })

  test('a reader that reads again has the present sequence, and one that is done is forgotten', () => {
    const again = stateAfter(hlistSubscriber, read('vcpu'), begin, end, read('vcpu'))
    expect(again.context.readers).toEqual({ vcpu: 'current' })
    expect(stateAfter(hlistSubscriber, read('vcpu'), done('vcpu')).context.readers).toEqual({})
  })
})
