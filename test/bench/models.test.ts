import { describe, expect, test } from 'vitest'
import { diningPhilosophers } from '../../bench/models/dining-philosophers.ts'
import { mini } from '../../bench/models/mini.ts'
import { twoPhaseCommit } from '../../bench/models/two-phase-commit.ts'
import { check } from '../../checker/index.ts'
import { explore } from '../checker/reference.ts'

describe('two-phase commit', () => {
  test.each([
    { resourceManagers: 3, states: 288, transitions: 1_146 - 1 },
    { resourceManagers: 5, states: 8_832, transitions: 58_146 - 1 },
    { resourceManagers: 7, states: 296_448, transitions: 2_744_706 - 1 },
  ])('with $resourceManagers resource managers has the counts of TLC, less its initial state', async (expected) => {
    const { network, properties } = twoPhaseCommit(expected.resourceManagers)
    const { verdict, states, transitions } = await check(network, { properties })
    expect({ verdict, states, transitions }).toEqual({
      verdict: 'holds',
      states: expected.states,
      transitions: expected.transitions,
    })
  })

  test('is the same to the reference explorer', () => {
    const { network, properties } = twoPhaseCommit(3)
    expect(explore(network, properties)).toMatchObject({ states: 288, transitions: 1_145, violation: undefined })
  })
})

describe('dining philosophers', () => {
  test('all take their first fork, and then each waits for the next one', async () => {
    const { network } = diningPhilosophers(4)
    const result = await check(network)
    expect(result.violated?.kind).toBe('deadlock')
    expect(result.trace?.steps.map(({ thread, event }) => `${thread}: ${event}`)).toEqual([
      'philosopher 1: takeFirst',
      'philosopher 2: takeFirst',
      'philosopher 3: takeFirst',
      'philosopher 4: takeFirst',
    ])
    expect(result.violated?.waiting).toEqual(
      [1, 2, 3, 4].map((number) => ({
        thread: `philosopher ${number}`,
        state: 'waiting',
        events: [{ event: 'takeSecond', guards: ['secondOnTable'] }],
      })),
    )
  })

  test('one left-handed philosopher is enough, and everyone eats', async () => {
    const { network, witnesses } = diningPhilosophers(4, { leftHanded: true })
    const result = await check(network, { witnesses })
    expect(result.verdict).toBe('holds')
    expect(result.witnesses.every(({ reached }) => reached)).toBe(true)
  })
})

describe('mini', () => {
  test.each([
    { devices: 1, cpus: 1, states: 21_825, transitions: 79_350 },
    { devices: 1, cpus: 2, states: 254_317, transitions: 1_145_976 },
    { devices: 2, cpus: 1, states: 8_323_798, transitions: 48_199_412 },
  ])('with $devices devices and $cpus processors has the counts of its Promela twin', async (expected) => {
    const { states, transitions, verdict } = await check(mini({ devices: expected.devices, cpus: expected.cpus }))
    expect({ verdict, states, transitions }).toEqual({
      verdict: 'holds',
      states: expected.states,
      transitions: expected.transitions,
    })
  })
})
