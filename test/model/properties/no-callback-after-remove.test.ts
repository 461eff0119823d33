import { expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { configure } from '../../../model/index.ts'

// what breaks it is in broken-by.test.ts
test('no-callback-after-remove holds on 7.0: no callback runs once its remover has returned', async () => {
  const { network, properties } = configure({ scenario: 'register', kernel: '7.0', mode: 'once' })
  const only = properties.filter((property) => property.name === 'no-callback-after-remove')
  expect(only).toHaveLength(1)
  expect((await check(network, { properties: only, structural: [] })).verdict).toBe('holds')
})
