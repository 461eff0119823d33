/**
 * What each promise says breaks it, does. A promise that nothing breaks would hold for no reason.
 *
 * Where a promise names a deed that no configuration does, its own test in this folder builds that world by hand.
 */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { type Choice, configure, kernels, promises } from '../../../model/index.ts'

/** By promise: the configurations that its `brokenBy` stands for. */
const breaking: Record<string, readonly Omit<Choice, 'mode'>[]> = {
  'no-dangling-mirror': kernels.map(({ name }) => ({ scenario: 'discard', kernel: name })),
  'no-lost-write': from('5.9').map((kernel) => ({ scenario: 'own-fault', kernel, drivers: { A: 'test_hmm' } })),
  'no-stale-read': [{ scenario: 'hole-race', kernel: '5.11', set: { holeNotify: 'none' } }],
  'hole-replaced-mirrors-gone': [{ scenario: 'hole-race', kernel: '5.11', set: { holeNotify: 'none' } }],
  'invalidate-before-replace': [{ scenario: 'hole-race', kernel: '5.11', set: { holeNotify: 'none' } }],
  'mirror-agrees-with-pte': from('5.9').map((kernel) => ({
    scenario: 'own-fault',
    kernel,
    drivers: { A: 'test_hmm' },
  })),
  'source-stable-during-copy': from('5.9').map((kernel) => ({
    scenario: 'own-fault',
    kernel,
    drivers: { A: 'test_hmm' },
  })),
  'copy-before-expose': [{ scenario: 'batch', kernel: '6.12', drivers: { A: 'contract+unchecked' } }],
  'one-seq-per-snapshot': [{ scenario: 'own-fault', kernel: '6.12', drivers: { A: 'test_hmm' } }],
  'exclusive-means-exclusive': [{ scenario: 'exclusive', kernel: '6.12', drivers: { A: 'test_hmm' } }],
  'nonblockable-never-sleeps': [{ scenario: 'oom', kernel: '6.12', drivers: { A: 'amdkfd' } }],
  'owner-isolation': [{ scenario: 'hole-race', kernel: '5.4' }],
  'no-callback-after-remove': [{ scenario: 'register', kernel: '7.0', set: { intervalRemove: 'unlocked' } }],
  'notifier-paired': [{ scenario: 'oom', kernel: '6.12', set: { oomNonblock: 'nonblock' }, drivers: { A: 'nouveau' } }],
  'lru-once': [{ scenario: 'lru', kernel: '6.12', set: { lruOfFreed: 'added' } }],
  'no-endless-fault': [{ scenario: 'sva', kernel: '6.5' }],
}

const byHand = /the property's own test/

function from(first: string): readonly string[] {
  const names = kernels.map(({ name }) => name)
  return names.slice(names.indexOf(first))
}

test('every promise is broken by a configuration, or by hand in its own test', () => {
  const broken = promises.filter(({ name, brokenBy }) => name in breaking !== byHand.test(brokenBy))
  expect(broken.map(({ name }) => name)).toEqual(promises.map(({ name }) => name))
  for (const { name } of promises) expect(existsSync(new URL(`./${name}.test.ts`, import.meta.url)), name).toBe(true)
  expect(Object.keys(breaking).filter((name) => !promises.some((promise) => promise.name === name))).toEqual([])
})

describe.each(Object.entries(breaking))('%s', (name, choices) => {
  const { brokenBy = '' } = promises.find((promise) => promise.name === name) ?? {}

  test('is broken by what it says', () => {
    for (const { scenario, kernel, drivers = {}, set = {} } of choices) {
      expect(brokenBy.split(/[ :]/)).toContain(scenario)
      for (const driver of Object.values(drivers)) expect(brokenBy).toContain(`with ${driver}`)
      for (const [key, value] of Object.entries(set)) expect(brokenBy).toContain(`${key}=${value}`)
      // what it says of switches is so, whether the kernel or the choice sets them
      const { switches } = configure({ scenario, kernel, set, drivers, mode: 'once' })
      for (const [, key, value] of brokenBy.matchAll(/(\w+)=([\w-]+)/g)) expect(switches[key as string]).toBe(value)
      for (const [, on] of brokenBy.matchAll(/ on (\d+\.\d+)/g)) expect(kernel).toBe(on)
    }
  })

  test.each(choices)('is broken by $scenario on $kernel', async (choice) => {
    const { network, properties, byNameOnly } = configure({ ...choice, mode: 'once' })
    const only = [...properties, ...byNameOnly].filter((property) => property.name === name)
    const { verdict, violated } = await check(network, { properties: only, structural: [] })
    expect({ verdict, property: violated?.property }).toEqual({ verdict: 'violated', property: name })
  })
})
