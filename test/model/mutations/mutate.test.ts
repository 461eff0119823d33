/** What a mutation does to a configuration. */
import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { type Choice, configure, settingsOf } from '../../../model/index.ts'

const choice = (scenario: string, more: Partial<Choice> = {}): Choice => ({
  scenario,
  kernel: '7.0',
  mode: 'once',
  ...more,
})

async function broken(given: Choice): Promise<string | undefined> {
  const { network, properties } = configure(given)
  return (await check(network, { properties })).violated?.property
}

describe('a mutation is part of the configuration', () => {
  test('and named in its settings; without one, nothing is', () => {
    expect(settingsOf(choice('pinned', { mutation: 'no-pin-test' })).mutation).toBe('no-pin-test')
    expect(settingsOf(choice('pinned'))).not.toHaveProperty('mutation')
  })

  test('that nobody has heard of is refused, with what there is', () => {
    const unknown = () => configure(choice('pinned', { mutation: 'no-such' }))
    expect(unknown).toThrow(/^no mutation "no-such"; there is .*no-pin-test/)
  })
})

describe('other settings', () => {
  const second = choice('hole-race', { mutation: 'no-second-invalidation' })

  test('are in force, whatever the kernel has', () => {
    expect(settingsOf(second).switches.holeNotify).toBe('none')
    expect(settingsOf({ ...second, kernel: '5.10' }).switches.holeNotify).toBe('none')
  })

  test('may be repeated by hand, as a saved trace does, but not contradicted', () => {
    expect(settingsOf({ ...second, set: { holeNotify: 'none' } }).switches.holeNotify).toBe('none')
    const contradicted = () => configure({ ...second, set: { holeNotify: 'CLEAR' } })
    expect(contradicted).toThrow(
      'the mutation "no-second-invalidation" sets holeNotify=none, so it cannot be set to CLEAR',
    )
  })
})

describe('another habit', () => {
  const skips = choice('own-fault', { drivers: { A: 'contract+skip' } })
  const kept = { ...skips, mutation: 'own-mapping-kept' }

  test('makes the driver break a promise, under the name that it has', async () => {
    expect(settingsOf(kept).drivers).toEqual({ A: 'contract+skip' })
    expect(await broken(kept)).toBe('source-stable-during-copy')
    expect(await broken(skips)).toBeUndefined()
  })
})

describe('other words', () => {
  test('take the place of those of every thread that uses them', async () => {
    expect(await broken(choice('pinned', { mutation: 'no-pin-test' }))).toBe('pinned-not-moved')
  })

  test('that no thread of the scenario uses are refused: they would change nothing', () => {
    expect(() => configure(choice('register', { mutation: 'no-pin-test' }))).toThrow(
      'the mutation "no-pin-test" changes nothing here: no thread does what it changes',
    )
  })
})

describe('another description', () => {
  test('takes the place of that of the producer', async () => {
    expect(await broken(choice('range-fault', { mutation: 'wrong-range' }))).toBe('invalidate-before-replace')
  })

  test('of a producer that does not run is refused', () => {
    expect(() => configure(choice('pinned', { mutation: 'wrong-range' }))).toThrow(/changes nothing here/)
  })
})

test('a mutation does not outlive its configuration', async () => {
  expect(await broken(choice('pinned', { mutation: 'no-pin-test' }))).toBe('pinned-not-moved')
  expect(await broken(choice('pinned'))).toBeUndefined()
})
