/**
 * What each promise says breaks it, does. A promise that nothing breaks would hold for no reason.
 *
 * Where no configuration breaks it, it names the mutation that does.
 */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { type Choice, choiceOf, configure, kernels, mutations, promises } from '../../../model/index.ts'

/** By promise: the configurations that its `brokenBy` stands for. */
const configured: Record<string, readonly Omit<Choice, 'mode'>[]> = {
  'no-dangling-mirror': from('4.14').map((kernel) => ({ scenario: 'discard', kernel })),
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
  'cpu-access-completes': [{ scenario: 'fault-race', kernel: '6.12' }],
  'device-fault-completes': [{ scenario: 'sva', kernel: '6.5' }],
  'waiters-woken': [{ scenario: 'oom', kernel: '6.12', set: { oomNonblock: 'nonblock' }, drivers: { A: 'nouveau' } }],
  'no-lock-cycle': [{ scenario: 'lock-order', kernel: '7.0', drivers: { A: 'contract+dirty' } }],
  'no-endless-fault': [{ scenario: 'sva', kernel: '6.5' }],
  'soft-dirty-carried': ['5.4', '5.8'].map((kernel) => ({ scenario: 'soft-dirty-migrate', kernel })),
  'no-unnoticed-write': ['5.9', '6.12', '7.0'].map((kernel) => ({ scenario: 'soft-dirty-memory', kernel })),
}

const breaking = { ...configured, ...Object.fromEntries(promises.flatMap(byMutation)) }

function byMutation({ name, brokenBy }: (typeof promises)[number]) {
  const [, mutation] = /\(mutation ([\w-]+)\)/.exec(brokenBy) ?? []
  const where = mutations.find(({ id }) => id === mutation)?.where
  return where === undefined || mutation === undefined ? [] : [[name, [{ ...choiceOf(where), mutation }]] as const]
}

/** The first that has it, a long-term one, and the newest. */
function from(first: string): readonly string[] {
  const names = kernels.map(({ name }) => name)
  const later = names.slice(names.indexOf(first))
  return later.filter((name, i) => i === 0 || i === later.length - 1 || name === '6.12')
}

test('every promise is broken by a configuration, or by a mutation', () => {
  expect(Object.keys(breaking).sort()).toEqual(promises.map(({ name }) => name).sort())
  for (const { name } of promises) expect(existsSync(new URL(`./${name}.test.ts`, import.meta.url)), name).toBe(true)
})

describe.each(Object.entries(breaking))('%s', (name, choices) => {
  const { brokenBy = '' } = promises.find((promise) => promise.name === name) ?? {}

  test('is broken by what it says', () => {
    for (const { scenario, kernel, drivers = {}, set = {} } of configured[name] ?? []) {
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
