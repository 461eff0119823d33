import { describe, expect, test } from 'vitest'
import { check } from '../../checker/index.ts'
import { configure, lockObservations, locksHeld } from '../../model/index.ts'

const answer = (states: string[], holds: string[], knows: string[] = []) => JSON.stringify({ states, holds, knows })

describe('locks by state', () => {
  test('are always held if every search saw them held', () => {
    const held = locksHeld([
      { name: 'm', answers: [answer(['a'], ['x', 'y']), answer(['b'], ['x'])] },
      { name: 'm', answers: [answer(['a'], ['y'])] },
    ])
    expect(held.get('m')?.get('a')).toEqual({ always: ['y'], sometimes: [] })
    expect(held.get('m')?.get('b')).toEqual({ always: ['x'], sometimes: [] })
  })

  test('are sometimes held only if it is known who holds them', () => {
    const held = locksHeld([{ name: 'm', answers: [answer(['a'], ['x', 'mine'], ['mine']), answer(['a'], [])] }])
    expect(held.get('m')?.get('a')).toEqual({ always: [], sometimes: ['mine'] })
  })

  test('count for each of a thread’s parallel states', () => {
    const held = locksHeld([{ name: 'm', answers: [answer(['a.b', 'c'], ['x'])] }])
    expect([...(held.get('m')?.keys() ?? [])]).toEqual(['a.b', 'c'])
  })
})

test('a migration holds mmap_lock throughout, and the folio lock from the collection on', async () => {
  const { system, network } = configure({ scenario: 'own-fault', kernel: '6.12', mode: 'once' })
  const { observed } = await check(network, { structural: [], observations: lockObservations(system, network) })
  const driver = locksHeld(observed).get('gpu_driver')
  expect(driver?.get('migrating.setup')).toEqual({ always: ['mmap_lock for reading'], sometimes: [] })
  expect(driver?.get('migrating.collect')?.always).toContain('an open invalidation')
  expect(driver?.get('migrating.unlock')?.always).toContain('a folio lock')
  expect(driver?.get('faulting.store')).toEqual({ always: ["its driver's lock"], sometimes: [] })
  expect(driver?.get('idle')).toEqual({ always: [], sometimes: [] })
})
