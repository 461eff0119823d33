import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { configure } from '../../../model/index.ts'

async function asked(scenario: string, kernel: string) {
  const { network, properties, byNameOnly } = configure({ scenario, kernel, mode: 'once' })
  const only = [...properties, ...byNameOnly].filter(({ name }) => name === 'device-fault-completes')
  return check(network, { properties: only, structural: [] })
}

describe('device-fault-completes', () => {
  test('is broken by a device that faults for ever, because nobody flushes what it remembers', async () => {
    const { verdict, violated, trace } = await asked('sva', '6.5')
    expect({ verdict, kind: violated?.kind }).toEqual({ verdict: 'violated', kind: 'liveness' })
    const cycle = trace?.steps.slice(trace.cycle) ?? []
    expect(cycle.map(({ note }) => note)).toContain('already served')
    expect(cycle.every(({ thread }) => thread === 'SVA device')).toBe(true)
  })

  test('holds where it is flushed', async () => {
    expect((await asked('sva', '6.6')).verdict).toBe('holds')
  })

  test('holds of a driver whose snapshots go out of date, for invalidations come to an end', async () => {
    expect((await asked('own-fault', '7.0')).verdict).toBe('holds')
  })
})
