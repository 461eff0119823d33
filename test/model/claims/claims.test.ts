/** The claims as data: each can be found, asked, and understood. What comes out is recorded in model/claims/expected.ts. */
import { describe, expect, test } from 'vitest'
import { structural } from '../../../checker/index.ts'
import {
  claims,
  configure,
  documents,
  drivers,
  expectedClaims,
  obligations,
  scenarios,
  tellingOf,
} from '../../../model/index.ts'
import { situations } from '../../../model/situations/index.ts'

test('claims are numbered by document, paragraph and sentence, in this order', () => {
  const ids = claims.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort())
  for (const { id, document } of claims) expect(id).toMatch(new RegExp(`^${document}\\.p\\d(\\.\\d)?$`))
  expect([...new Set(claims.map(({ document }) => document))]).toEqual(documents.map(({ id }) => id))
})

test('every claim has a record, and no record is left of one that is gone', () => {
  expect(Object.keys(expectedClaims)).toEqual(claims.map(({ id }) => id))
})

describe.each(claims)('$id', ({ id, quote, says, means, checks }) => {
  test('quotes at most six words, and says the rest in one sentence of its own', () => {
    expect(quote.split(' ').length).toBeLessThanOrEqual(6)
    expect(says).toMatch(/^([A-Z]|migrate_vma_).*\.$/)
  })

  test('has a sentence for the reader, for the status that it was found to have and no other', () => {
    expect(Object.keys(means)).toEqual([expectedClaims[id]?.status])
  })

  test('asks for what there is, and something decides it', () => {
    for (const { ask } of checks) {
      const { properties, situations } = configure(ask)
      const names = [...properties, ...situations].map(({ name }) => name).concat(Object.keys(structural))
      for (const asked of [ask.property, ask.situation]) expect([undefined, ...names]).toContain(asked)
    }
    expect(checks.some(({ role }) => role === 'decides')).toBe(true)
  })

  test('asks nothing twice in the same circumstances', () => {
    const all = checks.map(({ ask, when }) => JSON.stringify([ask, when]))
    expect(new Set(all).size).toBe(all.length)
  })
})

test('every situation is asked for', () => {
  const byClaims = claims.flatMap(({ checks }) => checks.map(({ ask }) => ask.situation))
  const asked = new Set([...byClaims, ...obligations.map(({ told }) => tellingOf(told))])
  expect(situations.filter(({ name }) => !asked.has(name))).toEqual([])
})

test('every driver and scenario that exists for a claim is used by one', () => {
  const asks = claims.flatMap(({ checks }) => checks.map(({ ask }) => ask))
  const used = new Set(asks.flatMap(({ drivers }) => Object.values(drivers ?? {})))
  const unlisted = drivers.filter(({ name }) => /^(skip|src-owner)/.test(name))
  expect(unlisted.length).toBeGreaterThan(40)
  expect(unlisted.filter(({ name }) => !used.has(name))).toEqual([])
  const places = new Set(asks.map(({ scenario }) => scenario))
  expect(scenarios.filter(({ name, unlisted }) => unlisted === 'for a claim' && !places.has(name))).toEqual([])
})
