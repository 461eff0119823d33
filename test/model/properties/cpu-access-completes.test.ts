import { describe, expect, test } from 'vitest'
import { check, type Property } from '../../../checker/index.ts'
import { type Choice, configure } from '../../../model/index.ts'

async function asked(choice: Omit<Choice, 'mode'>) {
  const { network, byNameOnly } = configure({ ...choice, mode: 'once' })
  const properties: Property[] = byNameOnly.filter(({ name }) => name === 'cpu-access-completes')
  const { verdict, violated, trace, assumed } = await check(network, { properties, structural: [] })
  const cycle = trace?.steps.slice(trace.cycle) ?? []
  return { verdict, violated, assumed, cycle, movers: [...new Set(cycle.map(({ thread }) => thread))].sort() }
}

/** Two CPUs that fault on one device page: one story with more than one failure (bug corpus L1, L2). */
describe('cpu-access-completes', () => {
  test('is broken from 6.1 to 6.14: either fault holds a reference that makes the migration of the other give up', async () => {
    const { verdict, cycle, movers } = await asked({ scenario: 'fault-race', kernel: '6.12' })
    expect(verdict).toBe('violated')
    expect(movers).toEqual(['CPU 1', 'CPU 2'])
    expect(cycle.map(({ note }) => note)).toContain('takes a reference')
    expect(cycle.map(({ note }) => note)).toContain('an unexplained reference: clears MIGRATE')
  })

  test('is broken by waiters that hold references, if those count', async () => {
    const waiters = { scenario: 'fault-race', kernel: '5.16', set: { devPinCheck: 'exact' } }
    const { verdict, cycle, movers } = await asked(waiters)
    expect(verdict).toBe('violated')
    expect(movers).toEqual(['CPU 1', 'CPU 2'])
    expect(cycle.map((step) => step.function)).toContain('migration_entry_wait')
    expect(cycle.map(({ note }) => note)).toContain('an unexplained reference: clears MIGRATE')
  })

  test('holds in between: from 5.17 on waiters hold none, and up to 6.0 faults do not either', async () => {
    for (const kernel of ['5.17', '6.0'])
      expect((await asked({ scenario: 'fault-race', kernel })).verdict, kernel).toBe('holds')
  })

  test('holds where a fault locks the page before it takes a reference, and says what it assumes', async () => {
    const { verdict, assumed } = await asked({ scenario: 'fault-race', kernel: '7.0' })
    expect(verdict).toBe('holds')
    expect(assumed?.[0]?.fairness).toEqual(
      ['CPU 1', 'CPU 2', 'GPU A migrate'].flatMap((thread) => [
        `${thread} (weak, once begun)`,
        `${thread} (strong, alloc_and_copy)`,
      ]),
    )
  })
})
