import { expect, test } from 'vitest'
import { check } from '../../checker/index.ts'
import { configure, kernels, type Switches } from '../../model/index.ts'
import { inWords, watchSwitches } from '../../model/watch-switches.ts'

const all = kernels[0]?.switches as Switches

test('a switch that is looked at is noted, with the value that it has', () => {
  const { switches, lookedAt } = watchSwitches(all)
  expect(switches.faultRef).toBe(all.faultRef)
  const { holeNotify } = switches
  expect(holeNotify).toBe(all.holeNotify)
  expect(lookedAt()).toEqual(['faultRef', 'holeNotify'])
})

test('so is every switch of which a copy is made', () => {
  const { switches, lookedAt } = watchSwitches(all)
  expect({ ...switches }).toEqual(all)
  expect(lookedAt()).toEqual(Object.keys(all))
})

test('so is one whose description is looked at', () => {
  const { switches, lookedAt } = watchSwitches(all)
  expect(Object.getOwnPropertyDescriptor(switches, 'faultRef')?.value).toBe(all.faultRef)
  expect(lookedAt()).toEqual(['faultRef'])
})

test('but not what is only said of a step', () => {
  const { switches, lookedAt } = watchSwitches(all)
  expect(inWords(() => switches.faultRef)).toBe(all.faultRef)
  expect(() => inWords(() => [switches.holeNotify, null as never as string].map((word) => word.length))).toThrow()
  expect(lookedAt()).toEqual([])
  expect(switches.setupEvent).toBe(all.setupEvent)
  expect(lookedAt()).toEqual(['setupEvent'])
})

test('a check looks at what its threads and drivers depend on, and at nothing else', async () => {
  const { network, properties, switchesLookedAt } = configure({ scenario: 'pinned', kernel: '6.12', mode: 'once' })
  expect(switchesLookedAt()).not.toContain('ownerFilter')
  await check(network, { properties })
  expect(switchesLookedAt()).toContain('ownerFilter') // what migrate_vma_collect_pmd() asks
  expect(switchesLookedAt()).not.toContain('testHmmSkip') // of another driver
})
