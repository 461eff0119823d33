import { describe, expect, test } from 'vitest'
import { check, formatRace } from '../../../checker/index.ts'
import { configure } from '../../../model/index.ts'

async function asked(scenario: string, driver = 'contract') {
  const { network, properties } = configure({ scenario, kernel: '7.0', drivers: { A: driver }, mode: 'once' })
  const only = properties.filter(({ name }) => name === 'no-lock-cycle')
  const { verdict, violated, trace } = await check(network, { properties: only, structural: [] })
  const race = trace === undefined || violated === undefined ? '' : formatRace(trace, violated)
  return { verdict, chain: race.split('Who holds what:\n')[1]?.split('\n\n')[0]?.split('\n') }
}

describe('no-lock-cycle', () => {
  test('is broken by a driver that takes the folio lock under its own (bug corpus L5)', async () => {
    expect(await asked('lock-order', 'contract+dirty')).toEqual({
      verdict: 'violated',
      chain: [
        '  GPU A fault holds mutex A, and waits for folio P1, held by compaction',
        '  compaction holds folio P1, and waits for mutex A, held by GPU A fault',
      ],
    })
  })

  test('is broken by a driver that takes an mm down while it has its lock (bug corpus L6)', async () => {
    expect(await asked('last-mmput', 'contract+mmput')).toEqual({
      verdict: 'violated',
      chain: ['  GPU A fault holds mutex A, and waits for mutex A, held by itself'],
    })
  })

  test('holds where a driver takes no lock but its own, and leaves the mm to a worker', async () => {
    expect(await asked('lock-order')).toMatchObject({ verdict: 'holds' })
    expect(await asked('last-mmput')).toMatchObject({ verdict: 'holds' })
  })
})
