/** The list of faults, as data. That each is caught by what is recorded: test/generated.test.ts. */
import { describe, expect, test } from 'vitest'
import { structural } from '../../../checker/index.ts'
import { recordKey, tasksOfMutation } from '../../../cli/checks/judge-mutations.ts'
import {
  bugs,
  expectedMutations,
  mutations,
  mutationsOutOfReach,
  promises,
  scenarios,
  wordsChanged,
} from '../../../model/index.ts'

const all = [...mutations, ...mutationsOutOfReach]

test('each has a name of its own, in words with hyphens', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  for (const { id } of all) expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/)
})

test('each that stands for a bug names one of the history', () => {
  const known = bugs.map(({ id }) => id)
  for (const { id, standsFor } of all) for (const bug of standsFor) expect(known, id).toContain(bug)
})

test('each changes something, and is shown in a scenario that there is', () => {
  for (const mutation of mutations) {
    const { set, driver, producers } = mutation.how
    expect(set ?? driver ?? producers ?? wordsChanged(mutation)[0], mutation.id).toBeDefined()
    expect(scenarios.map(({ name }) => name)).toContain(mutation.where.scenario)
  }
})

test('each answer of a mutated model is recorded, and nothing else', () => {
  const keys = mutations.flatMap(tasksOfMutation).filter(({ mutation }) => mutation !== undefined)
  expect(Object.keys(expectedMutations).sort()).toEqual(keys.map(recordKey).sort())
})

test('what is recorded of each is that it is caught, unless it says why not', () => {
  for (const { id, uncaught, alsoBreaks = [] } of mutations) {
    expect(expectedMutations[id]?.verdict, id).toBe(uncaught === undefined ? 'violated' : 'holds')
    for (const name of alsoBreaks) expect(expectedMutations[`${id} ${name}`]).toMatchObject({ property: name })
  }
})

test('every promise is broken by a fault: one that nothing can break would hold for no reason', () => {
  const broken = new Set(Object.values(expectedMutations).map(({ property }) => property))
  const names = [...promises.map(({ name }) => name), ...Object.keys(structural)]
  expect(names.filter((name) => !broken.has(name))).toEqual([])
})

/** The faults that any model of this protocol was asked to catch when the project began, each with the bug it is from. */
const asked: Readonly<Record<string, readonly string[]>> = {
  'drop the lazy window (A1)': ['no-second-invalidation'],
  'skip set_seq (O1)': ['own-event-keeps-sequence'],
  'skip the zap (O2)': ['own-mapping-kept'],
  're-read the sequence (S5)': ['sequence-for-each-address'],
  'zap at the end (S16)': ['erase-at-end'],
  'start only (S12)': ['told-of-the-start-only'],
  'flush after the page-table lock (S3)': ['flush-after-lock'],
  'drop the dirty bit (S4)': ['dirty-bit-dropped'],
  'no reference in a fault (S1)': ['fault-without-reference'],
  'a reference without a trylock (L2)': ['reference-without-trylock'],
  'a trylock without a sleep (L3)': ['trylock-without-sleep'],
  'a reference while waiting (L1)': ['reference-while-waiting'],
  'map losers': ['losers-mapped'],
  'map without a sequence': ['map-without-sequence'],
  'no notification (S10)': ['collapse-without-notice'],
  'a wrong range (S8)': ['wrong-range'],
  'an unpaired end (S7)': ['refusal-not-ended'],
  'an unlocked remove (S6)': ['unlocked-remove'],
  'a wrong decoding of permissions (S22)': ['entry-always-writable'],
  'lose the soft-dirty bit (S29)': ['soft-dirty-lost-on-collect', 'soft-dirty-lost-on-restore'],
  'put, then touch (S24)': ['touch-after-put'],
  'a reference after the page-table lock (S1, S2, S45)': [
    'fault-without-reference',
    'exclusive-without-reference',
    'reference-after-lock',
  ],
  'free to the LRU (S26)': ['freed-to-lru'],
  'an exclusive entry without a mapcount (S40)': ['exclusive-unmapped'],
}

describe('among them is what was asked for', () => {
  test.each(Object.entries(asked))('%s', (what, ids) => {
    const found = all.filter(({ id }) => ids.includes(id))
    expect(found.map(({ id }) => id).sort()).toEqual([...ids].sort())
    const numbers = [...what.matchAll(/[SALO]\d+/g)].map(([number]) => number)
    for (const number of numbers) expect(found.flatMap(({ standsFor }) => standsFor)).toContain(number)
  })
})
