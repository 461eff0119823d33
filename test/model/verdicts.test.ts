/**
 * The verdicts that the project stands for: the argument about the second invalidation, the test driver that skips its
 * own, and MADV_DONTNEED against the update step. `model/expected.ts` records every row; these are the ones to reason with.
 */
import { describe, expect, test } from 'vitest'
import { check } from '../../checker/index.ts'
import { type Choice, configure, type Mode, scenarios } from '../../model/index.ts'

/** The verdict, with the property and the clause that broke. */
async function verdictOf(choice: Omit<Choice, 'mode'> & { mode?: Mode }, only?: string) {
  const { network, properties, witnesses } = configure({ mode: 'once', ...choice })
  const question =
    only === undefined
      ? { properties, witnesses }
      : { properties: properties.filter(({ name }) => name === only), structural: [] }
  const { verdict, violated } = await check(network, question)
  return violated === undefined ? { verdict } : { verdict, property: violated.property, clause: violated.clause }
}

const holds = { verdict: 'holds' }
const testHmm = { A: 'test_hmm' }

describe('hole-race: may the second invalidation be removed?', () => {
  test.each([
    { kernel: '5.10', mode: 'once' },
    { kernel: '5.10', mode: 'forever' },
    { kernel: '5.11', mode: 'once' },
    { kernel: '5.11', mode: 'forever' },
  ] as const)('with it, on $kernel, every promise holds ($mode)', async ({ kernel, mode }) => {
    expect(await verdictOf({ scenario: 'hole-race', kernel, mode })).toEqual(holds)
  })

  const rejected = { scenario: 'hole-race', kernel: '5.11', set: { holeNotify: 'none' } }

  test.each(['once', 'forever'] as const)('without it, a mirror keeps the zero page (%s)', async (mode) => {
    expect(await verdictOf({ ...rejected, mode })).toEqual({
      verdict: 'violated',
      property: 'hole-replaced-mirrors-gone',
      clause: 'the PTE is device-private A1, GPU B still maps the zero page',
    })
  })

  test('without it, the other GPU goes on reading the zero page after the first one wrote', async () => {
    expect(await verdictOf(rejected, 'no-stale-read')).toEqual({
      verdict: 'violated',
      property: 'no-stale-read',
      clause: 'GPU B reads zero page, which does not hold the last write',
    })
  })
})

describe('own-fault: may a driver skip its own MIGRATE?', () => {
  const skips = { scenario: 'own-fault', kernel: '6.12', drivers: testHmm }

  test('test_hmm of 6.12 copies a page that its device may still write', async () => {
    expect(await verdictOf(skips)).toEqual({
      verdict: 'violated',
      property: 'source-stable-during-copy',
      clause: 'GPU A may still write P1, which was copied to A1',
    })
  })

  test('and a write gets lost that way', async () => {
    expect(await verdictOf(skips, 'no-lost-write')).toEqual({
      verdict: 'violated',
      property: 'no-lost-write',
      clause: 'the PTE is device A1, the last write went elsewhere',
    })
  })

  test('by another race: the fault handler maps the page after the migration has mapped its own', async () => {
    const { network, properties } = configure({ ...skips, mode: 'once' })
    const lostWrite = properties.filter(({ name }) => name === 'no-lost-write')
    const { trace } = await check(network, { properties: lostWrite, structural: [] })
    const events = trace?.steps.map(({ event }) => event) ?? []
    expect(events.filter((event) => ['update device table', 'store snapshot', 'device write'].includes(event))).toEqual(
      ['update device table', 'store snapshot', 'device write'],
    )
  })

  test('without the skip everything holds', async () => {
    expect(await verdictOf({ ...skips, set: { testHmmSkip: 'no' } })).toEqual(holds)
  })

  test('a skip that keeps the sequence still copies a page that the device may write', async () => {
    expect(await verdictOf({ ...skips, set: { testHmmSkip: 'keeps-seq' } })).toMatchObject({
      verdict: 'violated',
      property: 'source-stable-during-copy',
    })
  })

  test('and loses a write by that alone', async () => {
    expect(await verdictOf({ ...skips, set: { testHmmSkip: 'keeps-seq' } }, 'no-lost-write')).toMatchObject({
      verdict: 'violated',
    })
  })

  test('but with the sequence kept the fault handler no longer maps the page that has left', async () => {
    const sequenceOnly = { ...skips, set: { testHmmSkip: 'keeps-seq' } }
    expect(await verdictOf(skips, 'mirror-agrees-with-pte')).toMatchObject({ verdict: 'violated' })
    expect(await verdictOf(sequenceOnly, 'mirror-agrees-with-pte')).toEqual(holds)
  })

  test('test_hmm of 5.8, before the skip, and a driver that obeys the documentation hold', async () => {
    expect(await verdictOf({ ...skips, kernel: '5.8', drivers: { A: 'test_hmm@5.8' } })).toEqual(holds)
    expect(await verdictOf({ ...skips, drivers: { A: 'contract' } })).toEqual(holds)
  })
})

describe('contract+skip: a driver may skip its own MIGRATE if it keeps the sequence and erases before the copy', () => {
  const skip = { A: 'contract+skip', B: 'contract+skip' }

  test('alone with its own fault handler, and against another GPU', async () => {
    expect(await verdictOf({ scenario: 'own-fault', kernel: '6.12', drivers: { A: 'contract+skip' } })).toEqual(holds)
    expect(await verdictOf({ scenario: 'hole-race', kernel: '6.12', drivers: skip })).toEqual(holds)
  })

  test('but the second invalidation is needed all the same', async () => {
    const set = { holeNotify: 'none' }
    expect(await verdictOf({ scenario: 'hole-race', kernel: '5.11', drivers: skip, set })).toMatchObject({
      verdict: 'violated',
      property: 'hole-replaced-mirrors-gone',
    })
  })
})

describe('discard: does mmap_lock protect the update step?', () => {
  test('not from MADV_DONTNEED: a driver that maps in the update step keeps a page that is gone', async () => {
    expect(await verdictOf({ scenario: 'discard', kernel: '6.12' })).toMatchObject({ verdict: 'violated' })
    expect(await verdictOf({ scenario: 'discard', kernel: '6.12' }, 'no-dangling-mirror')).toMatchObject({
      verdict: 'violated',
      clause: 'GPU A maps A1, which has been freed',
    })
  })

  test('from munmap it does', async () => {
    expect(await verdictOf({ scenario: 'unmap', kernel: '6.12' })).toEqual(holds)
  })

  test('a driver that maps only through the sequence check holds', async () => {
    expect(await verdictOf({ scenario: 'discard', kernel: '6.12', drivers: { A: 'contract+seq' } })).toEqual(holds)
  })
})

describe('what does do_swap_page() need to hold?', () => {
  const older = { scenario: 'discard', kernel: '5.11', drivers: { A: 'contract+seq' } }

  test('without a reference it follows a page that has been freed (16ce101db85d, CVE-2022-3523)', async () => {
    expect(await verdictOf(older)).toEqual({
      verdict: 'violated',
      property: 'no-illegal-event',
      clause:
        '"GPU A fault" follows page->pgmap of a page that has been freed (16ce101db85d, CVE-2022-3523): "folio A1" is free',
    })
  })

  test('with one it holds', async () => {
    expect(await verdictOf({ ...older, set: { faultRef: 'ref' } })).toEqual(holds)
  })

  test('two CPUs are enough for it', async () => {
    const race = { scenario: 'fault-race', kernel: '5.11' }
    expect(await verdictOf(race)).toMatchObject({ verdict: 'violated', property: 'no-illegal-event' })
    expect(await verdictOf({ ...race, set: { faultRef: 'ref' } })).toEqual(holds)
  })

  test.each(scenarios.filter(({ forever }) => forever))(
    'a lock beside the reference, sleeping or not, changes no verdict: $name',
    async ({ name, devices }) => {
      const drivers = Object.fromEntries(devices.map((device) => [device, 'contract+seq']))
      const verdict = (faultRef: string) => verdictOf({ scenario: name, kernel: '6.12', drivers, set: { faultRef } })
      expect(await verdict('ref')).toEqual(holds)
      expect(await verdict('trylock')).toEqual(holds)
      expect(await verdict('trylock-wait')).toEqual(holds)
    },
  )
})
