/** The rows of the table of obligations, and the scenarios that stand behind them. */
import { describe, expect, test } from 'vitest'
import { check, invariant } from '../../../checker/index.ts'
import { type Configuration, configure } from '../../../model/configure.ts'
import { events } from '../../../model/drivers/driver.ts'
import { driverNamed } from '../../../model/drivers/index.ts'
import { expectedObligations } from '../../../model/obligations/expected.ts'
import { mirrorKinds, obligations } from '../../../model/obligations/index.ts'
import { driversOf, obligationKey } from '../../../model/obligations/obligation.ts'
import { localsOf } from '../../../model/paths/path-thread.ts'
import { tellingOf } from '../../../model/situations/told.ts'
import { choiceOf } from '../../../model/where.ts'
import { mapped, World } from '../world.ts'

/** An invariant that breaks as soon as device A is told. */
const neverTold = ({ threads }: Configuration, told: string) =>
  invariant(`nobody announces ${told}`, (see) => {
    const isTold = threads.some((thread) => {
      const { window } = localsOf(see, thread)
      if (window === null) return false
      return told === window.event || told === `${window.owner === 'A' ? 'own' : 'other'}-${window.event}`
    })
    return isTold ? `${told} is announced` : true
  })

const pairs = new Map(
  obligations.flatMap(({ told, scenarios }) =>
    scenarios.map((scenario) => [`${told} ${scenario}`, { told, scenario }] as const),
  ),
)

test.each([...pairs.values()])('$told is announced in the scenario $scenario', async ({ told, scenario }) => {
  const configuration = configure(choiceOf({ scenario, driver: 'contract+seq' }))
  const { violated } = await check(configuration.network, { properties: [neverTold(configuration, told)] })
  expect(violated?.property).toBe(`nobody announces ${told}`)
})

describe('that a mirror has something to lose while an event is announced', () => {
  const start = World.of({ scenario: 'discard' })
  const window = { event: 'CLEAR', owner: null, at: ['VA'], blockable: true, refused: false, seqIsEven: false } as const
  const announced = (world: World) => world.put('madvise', 'end', { window: { ...window, pending: [] } })
  const maps = mapped(start).tell(start.mirror('A'), { type: 'store', frame: 'P1', writable: true })

  test('takes a mapping, and the event', () => {
    expect(announced(maps).shows(tellingOf('CLEAR'))).toBe(true)
    expect(announced(start).shows(tellingOf('CLEAR'))).toBe(false)
    expect(maps.shows(tellingOf('CLEAR'))).toBe(false)
    expect(announced(maps).shows(tellingOf('UNMAP'))).toBe(false)
  })
})

test('each event has a row, and each row a name of its own', () => {
  const rows = obligations.map(({ told }) => told.replace(/^(own|other)-/, ''))
  expect(new Set(rows)).toEqual(new Set(events))
  expect(new Set(obligations.map(({ id }) => id)).size).toBe(obligations.length)
})

test('each obligation of each mirror is recorded, and nothing else', () => {
  const keys = obligations.flatMap((obligation) => mirrorKinds.map((mirror) => obligationKey(obligation, mirror)))
  expect(Object.keys(expectedObligations).sort()).toEqual(keys.sort())
})

describe('the drivers of a cell', () => {
  const own = obligations.find(({ id }) => id === 'own-MIGRATE, self-erasing')
  const readOnly = mirrorKinds.find(({ id }) => id === 'read-only, sequence')

  test('are named by what they do', () => {
    expect(own && readOnly && driversOf(own, readOnly)).toEqual({
      base: 'contract+seq/read-only/self-erasing',
      ignoring: 'contract+seq/read-only/self-erasing/ignores-own-MIGRATE',
      keeping: 'contract+seq/read-only/self-erasing/bumps-own-MIGRATE',
    })
  })

  test('are drivers that there are', () => {
    for (const obligation of obligations)
      for (const mirror of mirrorKinds)
        for (const name of Object.values(driversOf(obligation, mirror))) expect(driverNamed(name)?.name).toBe(name)
  })
})
