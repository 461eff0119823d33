/** When TLBs are flushed, kernel by kernel. */
import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { type Choice, configure } from '../../../model/index.ts'

async function verdictOf(choice: Omit<Choice, 'mode'>) {
  const { network, properties, witnesses } = configure({ ...choice, mode: 'once' })
  const { verdict, violated, witnesses: seen } = await check(network, { properties, witnesses })
  return { verdict, breaks: violated?.property, unseen: seen.filter(({ reached }) => !reached) }
}

const holds = { verdict: 'holds', breaks: undefined, unseen: [] }

describe('MADV_DONTNEED that finds a migration entry has nothing to flush', () => {
  test('so it returns while a CPU can still read the page, if the collection flushes late', async () => {
    const late = { scenario: 'tlb', kernel: '6.12', set: { collectTlbFlush: 'after-ptl' } }
    expect(await verdictOf(late)).toMatchObject({ verdict: 'violated', breaks: 'no-stale-read' })
  })

  test('and from 6.0 on it need not', async () => {
    expect(await verdictOf({ scenario: 'tlb', kernel: '6.12' })).toEqual(holds)
  })
})

describe('a device that walks the page table of the CPU', () => {
  test('up to 6.5 faults for ever once it has cached a read-only entry', async () => {
    expect(await verdictOf({ scenario: 'sva', kernel: '6.5' })).toMatchObject({
      verdict: 'violated',
      breaks: 'no-endless-fault',
    })
  })

  test('from 6.6 on is told of every upgrade', async () => {
    expect(await verdictOf({ scenario: 'sva', kernel: '6.6' })).toEqual(holds)
  })
})

test('a CPU sees what the device wrote where its TLB led to the zero page, with and without the second invalidation', async () => {
  expect(await verdictOf({ scenario: 'zero-page', kernel: '6.12' })).toEqual(holds)
  expect(await verdictOf({ scenario: 'zero-page', kernel: '6.12', set: { holeNotify: 'none' } })).toEqual(holds)
})
