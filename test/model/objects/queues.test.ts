import { describe, expect, test } from 'vitest'
import { queues } from '../../../model/objects/queues.ts'
import { accepts, stateAfter } from './state-after.ts'

const [evict, read, resume] = [{ type: 'quiesce' }, { type: 'read_evictions' }, { type: 'resume' }] as const

// svm_range_evict(), svm_range_restore_work(): drivers/gpu/drm/amd/amdkfd/kfd_svm.c
describe('the queues of a device that is stopped to rebuild its table', () => {
  test('run, stop at an eviction, and run again once they are restored', () => {
    expect(stateAfter(queues).value).toBe('running')
    expect(stateAfter(queues, evict).value).toBe('stopped')
    expect(stateAfter(queues, evict, read, resume).value).toBe('running')
  })

  // atomic_cmpxchg(&svms->evicted_ranges, evicted_ranges, 0) fails if there was another meanwhile
  test('are not resumed if there was another eviction since the worker read the count', () => {
    const again = stateAfter(queues, evict, read, evict)
    expect(accepts(queues, again, resume)).toBe(false)
    expect(stateAfter(queues, evict, read, evict, read, resume).value).toBe('running')
  })

  test('are not resumed by a worker that has not looked', () => {
    expect(accepts(queues, stateAfter(queues, evict), resume)).toBe(false)
  })

  test('may be stopped as often as there are evictions', () => {
    expect(stateAfter(queues, evict, evict).value).toBe('stopped')
  })
})
