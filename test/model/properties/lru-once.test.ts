import { expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { configure } from '../../../model/index.ts'

// what breaks it is in broken-by.test.ts
test('lru-once holds on 7.0: no page is on the LRU twice, or freed while it is there', async () => {
  const { network, properties } = configure({ scenario: 'lru', kernel: '7.0', mode: 'once' })
  const only = properties.filter((property) => property.name === 'lru-once')
  expect(only).toHaveLength(1)
  expect((await check(network, { properties: only, structural: [] })).verdict).toBe('holds')
})
