/** The history of bugs, as data. That each is found by what is recorded: test/generated.test.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { tasksOfBug } from '../../cli/checks/judge-bugs.ts'
import { bugs, configure, expectedBugs, isFound, mutations, omissions, showFixes } from '../../model/index.ts'

const numbers = (letter: string, last: number) => Array.from({ length: last }, (_, i) => `${letter}${i + 1}`)

test('every number of the list that the project began with is there, in order', () => {
  const safety = numbers('S', 45).flatMap((id) => (id === 'S1' ? ['S1', 'S1b'] : [id]))
  const known = [...numbers('A', 3), ...safety, ...numbers('T', 5), ...numbers('L', 9), 'O1', 'O2']
  const ids = bugs.map(({ id }) => id)
  expect(ids.filter((id) => known.includes(id))).toEqual(known)
  expect(new Set(ids).size).toBe(ids.length)
})

test('every bug says what ended it, or that nothing did', () => {
  for (const { id, fixes, fate } of bugs) {
    expect(fixes.length > 0 || fate !== undefined, id).toBe(true)
    for (const { commit, cve = 'CVE-2000-0001' } of fixes) {
      expect(commit, id).toMatch(/^[0-9a-f]{12}$/)
      expect(cve, id).toMatch(/^CVE-20\d\d-\d{4,}$/)
    }
  }
})

describe('a bug within reach', () => {
  const within = bugs.filter(({ reach }) => isFound(reach))

  test.each(within)('$id: both of its checks can be made', (bug) => {
    for (const task of tasksOfBug(bug)) expect(() => configure(task)).not.toThrow()
  })

  test('is recorded as found, and its repair as holding', () => {
    for (const { id } of within) {
      expect(expectedBugs[id]?.verdict, id).toBe('violated')
      expect(expectedBugs[`${id} repaired`]?.verdict, id).toBe('holds')
    }
    expect(Object.keys(expectedBugs).length).toBe(2 * within.length)
  })

  test('differs from its repair in nothing but what is repaired', () => {
    for (const { id, reach } of within)
      if (isFound(reach)) {
        expect(reach.repaired.scenario, id).toBe(reach.finds.scenario)
        expect(reach.repaired.property, id).toBe(reach.finds.property)
        expect(reach.repaired, id).not.toEqual(reach.finds)
      }
  })

  test('that is found as a fault has one that stands for it, or is caught in its place', () => {
    for (const { reach } of within)
      if (isFound(reach) && reach.finds.mutation !== undefined)
        expect(mutations.map(({ id }) => id)).toContain(reach.finds.mutation)
  })
})

describe('a bug out of reach', () => {
  test('is so for something that the model leaves out', () => {
    for (const { id, reach } of bugs) if (!isFound(reach)) expect(reach.leftOut.length, id).toBeGreaterThan(0)
  })

  test('and nothing is said to be left out that hides nothing', () => {
    for (const { name, besides } of omissions) {
      const hidden = bugs.filter(({ reach }) => !isFound(reach) && reach.leftOut.includes(name))
      expect(hidden.length > 0 || besides !== undefined, name).toBe(true)
    }
  })
})

test('every number that the code cites is in the history', () => {
  const folder = new URL('../../model/', import.meta.url)
  const lists = /bug corpus ((?:[SLTAO]\d+b?(?:,| to| and|\s|\*)*)+)/gi
  const cited = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(lists)])
    .flatMap(([, ids = '']) => [...ids.matchAll(/[SLTAO]\d+b?/g)].map(([id]) => id))
  expect(cited.length).toBeGreaterThan(10)
  const known = bugs.map(({ id }) => id)
  for (const id of cited) expect(known).toContain(id)
})

test('fixes are written with their releases and CVE numbers', () => {
  const fixes = [{ commit: '16ce101db85d', release: '6.1', cve: 'CVE-2022-3523' }, { commit: '71e2d666ef85' }]
  expect(showFixes({ fixes })).toBe('16ce101db85d (6.1, CVE-2022-3523), 71e2d666ef85')
  expect(showFixes({ fixes: [], fate: 'open' })).toBe('open')
  expect(showFixes({ fixes: [{ commit: 'b46ddaf08234' }], fate: '2026' })).toBe('b46ddaf08234; 2026')
})
