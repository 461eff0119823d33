/** Flushes left out, one at a time: what each is there for. See mutations.test.ts. */
import { expect, test } from 'vitest'
import { checkWith, type Mutation } from './mutated.ts'

const mutations: readonly Mutation[] = [
  {
    fault: 'an insertion that leaves the zero page in the TLB of a CPU',
    scenario: 'zero-page',
    breaks: 'no-stale-read',
    put: () => ({ actions: { 'flush the zero page': () => {} } }),
  },
  {
    fault: 'a zap that frees what a TLB still leads to',
    scenario: 'sva',
    breaks: 'tlb-flushed-before-free',
    put: () => ({ actions: { 'flush late': () => {} } }),
  },
]

test.each(mutations)('$fault breaks $breaks', async (mutation) => {
  const { verdict, violated } = await checkWith(mutation)
  expect([verdict, violated?.property]).toEqual(['violated', mutation.breaks])
})

test('without a fault the same runs hold', async () => {
  for (const scenario of new Set(mutations.map(({ scenario }) => scenario)))
    expect((await checkWith({ scenario, fault: '', breaks: '', put: () => ({}) })).verdict).toBe('holds')
})
