/** Which rows the verdict table has. */
import { describe, expect, test } from 'vitest'
import { columns, scenarios } from '../../model/index.ts'
import { kernelsFor, matrix } from '../../model/matrix.ts'
import type { Scenario } from '../../model/scenarios/scenario.ts'

const rowsOf = (scenario: Partial<Scenario>) =>
  kernelsFor({ ...(scenarios[0] as Scenario), ...scenario }, columns).map(({ name }) => name)
const all = columns.map(({ name }) => name)

describe('a scenario has a row', () => {
  test('for each kernel, if it does not say what it compares', () => {
    expect(rowsOf({})).toEqual(all)
  })

  test('for the newest kernel only, if it compares nothing', () => {
    expect(rowsOf({ notices: [] })).toEqual(all.slice(-1))
  })

  test('for the newest kernel with each value of what it compares', () => {
    expect(rowsOf({ notices: ['clearRefsLock'] })).toEqual(['5.10', all.at(-1)])
    expect(rowsOf({ notices: ['clearRefsLock', 'pagemapScan'] })).toEqual(['5.10', '6.1', all.at(-1)])
  })

  test('for no kernel that it cannot be run on', () => {
    const missingOn: Scenario['missingOn'] = ({ clearRefsLock }) => (clearRefsLock === 'write' ? 'why not' : undefined)
    expect(rowsOf({ missingOn })).toEqual(all.slice(0, all.indexOf('5.11')))
    expect(rowsOf({ missingOn, notices: [] })).toEqual(['5.10'])
  })
})

test('no two rows of a scenario that compares switches agree in them', () => {
  for (const { name, notices } of scenarios.filter(({ notices }) => notices !== undefined)) {
    const rows = matrix('once').filter(({ scenario }) => scenario === name)
    const values = new Map(columns.map(({ name, switches }) => [name, notices?.map((key) => switches[key]).join(' ')]))
    const shown = [...new Set(rows.map(({ kernel }) => kernel))].map((kernel) => values.get(kernel))
    expect(new Set(shown).size).toBe(shown.length)
  }
})
