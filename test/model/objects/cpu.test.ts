import { describe, expect, test } from 'vitest'
import { cpu } from '../../../model/objects/cpu.ts'
import { accepts, stateAfter } from './state-after.ts'

const [spin, schedule] = [{ type: 'spin' }, { type: 'schedule' }] as const
const [queue, work] = [{ type: 'queue_work_on' }, { type: 'process_one_work' }] as const

describe('a CPU that preempts no kernel code', () => {
  test('spins until what runs on it schedules', () => {
    expect(stateAfter(cpu, spin).value).toMatchObject({ code: 'spins' })
    expect(stateAfter(cpu, spin, schedule).value).toMatchObject({ code: 'schedules' })
    expect(accepts(cpu, stateAfter(cpu), schedule)).toBe(false)
  })

  // queue_work_on(): false if it was already on a queue
  test('queues the same work once, and it is done once', () => {
    expect(stateAfter(cpu, queue, queue).value).toMatchObject({ work: 'queued' })
    const done = stateAfter(cpu, queue, queue, work)
    expect(done.value).toMatchObject({ work: 'none' })
    expect(accepts(cpu, done, work)).toBe(false)
  })

  test('can be given work while it spins', () => {
    expect(stateAfter(cpu, spin, queue).value).toEqual({ code: 'spins', work: 'queued' })
  })
})
