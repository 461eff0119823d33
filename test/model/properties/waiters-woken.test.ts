import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { type Choice, configure } from '../../../model/index.ts'

async function asked(choice: Omit<Choice, 'mode'>) {
  const { network, byNameOnly } = configure({ ...choice, mode: 'once' })
  const only = byNameOnly.filter(({ name }) => name === 'waiters-woken')
  return check(network, { properties: only, structural: [] })
}

describe('waiters-woken', () => {
  test('is broken where a refused invalidation is never ended: a reader waits for that for ever', async () => {
    const refused = { scenario: 'oom', kernel: '6.12', set: { oomNonblock: 'nonblock' }, drivers: { A: 'nouveau' } }
    const { violated, trace } = await asked(refused)
    expect(violated?.kind).toBe('liveness')
    expect(trace?.cycle).toBe(trace?.steps.length) // it stops
  })

  test('is broken by an invalidation that nobody ends', async () => {
    const unended = { scenario: 'own-fault', kernel: '7.0', mutation: 'invalidation-not-ended' }
    expect((await asked(unended)).violated?.clause).toBe(
      '"GPU A fault" waits: the cause was there, and the effect never comes',
    )
  })

  test('holds of readers, and of whoever removes a subscription', async () => {
    expect((await asked({ scenario: 'oom', kernel: '6.12' })).verdict).toBe('holds')
    expect((await asked({ scenario: 'register', kernel: '6.12' })).verdict).toBe('holds')
  })
})
