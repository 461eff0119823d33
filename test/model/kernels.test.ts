/** Kernels are data: what each changed, and names that are refused where they mean nothing. */
import { describe, expect, test } from 'vitest'
import { ModelError } from '../../checker/index.ts'
import { type Choice, configure, drivers, kernels, scenarios, switches } from '../../model/index.ts'

const switchesOf = (kernel: string): Readonly<Record<string, string>> =>
  ({ ...kernels.find(({ name }) => name === kernel)?.switches }) as Readonly<Record<string, string>>

describe('what a version changed', () => {
  test.each<{ from: string; to: string; changed: Record<string, [string, string]> }>([
    {
      from: '5.4',
      to: '5.7',
      changed: { ownerFilter: ['none', 'src_owner'], hmmForeignDevPriv: ['returned', 'error'] },
    },
    { from: '5.7', to: '5.8', changed: { testHmmSkip: ['absent', 'no'] } },
    {
      from: '5.8',
      to: '5.9',
      changed: { setupEvent: ['CLEAR', 'MIGRATE'], ownerFilter: ['src_owner', 'flags'], testHmmSkip: ['no', 'yes'] },
    },
    { from: '5.9', to: '5.10', changed: {} },
    {
      from: '5.10',
      to: '5.11',
      changed: { holeNotify: ['CLEAR', 'MIGRATE'], clearRefsLock: ['read', 'write'] },
    },
    {
      from: '5.11',
      to: '6.1',
      changed: {
        hmmForeignDevPriv: ['error', 'faulted'],
        devPinCheck: ['never', 'count'],
        faultRef: ['none', 'ref'],
        oomNonblock: ['nonblock', 'nonblock-paired'],
      },
    },
    { from: '6.1', to: '6.12', changed: { pagemapScan: ['absent', 'write-protects'] } },
  ])('from $from to $to', ({ from, to, changed }) => {
    const names = kernels.map(({ name }) => name)
    expect(names.indexOf(to)).toBe(names.indexOf(from) + 1)
    const before = switchesOf(from)
    const after = switchesOf(to)
    const found = Object.keys(before).filter((name) => before[name] !== after[name])
    expect(Object.fromEntries(found.map((name) => [name, [before[name], after[name]]]))).toEqual(changed)
  })

  test('is the whole table: there are no other kernels', () => {
    expect(kernels.map(({ name }) => name)).toEqual(['5.4', '5.7', '5.8', '5.9', '5.10', '5.11', '6.1', '6.12'])
  })
})

describe('switches', () => {
  test.each(kernels)('of $name have a value each, and one that is declared', ({ name }) => {
    expect(Object.keys(switchesOf(name)).sort()).toEqual(switches.map((info) => info.name as string).sort())
    for (const { name: key, values } of switches)
      expect(values.map(({ value }) => value)).toContain(switchesOf(name)[key])
  })

  test('say what each value stands for, in one line', () => {
    for (const { summary, values } of switches)
      for (const text of [summary, ...values.map(({ meaning }) => meaning)]) expect(text).toMatch(/^[^\n]{10,}$/)
  })

  test.each(switches.flatMap(({ name, values }) => values.map(({ value }) => ({ name, value }))))(
    '$name=$value can be set on the newest kernel',
    ({ name, value }) => {
      const configuration = configure({ scenario: 'own-fault', kernel: '6.12', set: { [name]: value }, mode: 'once' })
      expect(configuration.switches).toEqual({ ...switchesOf('6.12'), [name]: value })
    },
  )
})

describe('a name that means nothing is refused in one line that says what is allowed', () => {
  const good: Choice = { scenario: 'hole-race', kernel: '5.11', mode: 'once' }
  const scenarioNames = scenarios.map(({ name }) => name).join(', ')

  test.each<{ what: string; choice: Choice; says: string }>([
    {
      what: 'a scenario',
      choice: { ...good, scenario: 'hole' },
      says: `no scenario "hole"; there is ${scenarioNames}`,
    },
    {
      what: 'a kernel',
      choice: { ...good, kernel: '2.6' },
      says: 'no kernel "2.6"; there is 5.4, 5.7, 5.8, 5.9, 5.10, 5.11, 6.1, 6.12',
    },
    {
      what: 'a switch',
      choice: { ...good, set: { holeNotifier: 'none' } },
      says: `no switch "holeNotifier"; there is ${switches.map(({ name }) => name).join(', ')}`,
    },
    {
      what: 'a value of a switch',
      choice: { ...good, set: { holeNotify: 'off' } },
      says: 'no value for switch holeNotify "off"; there is CLEAR, MIGRATE, none',
    },
    {
      what: 'a driver',
      choice: { ...good, drivers: { A: 'i915' } },
      says: `no driver "i915"; there is ${drivers.map(({ name }) => name).join(', ')}`,
    },
    {
      what: 'a device',
      choice: { ...good, drivers: { C: 'contract' } },
      says: 'scenario "hole-race" has no device "C"; it has A, B',
    },
    {
      what: 'a device that another scenario has',
      choice: { ...good, scenario: 'own-fault', drivers: { B: 'contract' } },
      says: 'scenario "own-fault" has no device "B"; it has A',
    },
    {
      what: 'a driver that the kernel lacks',
      choice: { ...good, kernel: '5.7', drivers: { B: 'test_hmm' } },
      says: 'driver "test_hmm" does not run on kernel 5.7: lib/test_hmm.c appeared in 5.8',
    },
    {
      what: 'a driver that a switch takes away',
      choice: { ...good, drivers: { A: 'test_hmm' }, set: { testHmmSkip: 'absent' } },
      says: 'driver "test_hmm" does not run on kernel 5.11: lib/test_hmm.c appeared in 5.8',
    },
  ])('$what', ({ choice, says }) => {
    expect(() => configure(choice)).toThrow(ModelError)
    expect(() => configure(choice)).toThrow(new ModelError(says))
    expect(says).not.toContain('\n')
  })

  test('and names inherited from Object are no names', () => {
    expect(() => configure({ ...good, set: { toString: 'x' } })).toThrow(ModelError)
    expect(() => configure({ ...good, scenario: 'constructor' })).toThrow(ModelError)
  })
})

test('a configuration says what it is: every switch in force, every device with its driver', () => {
  const configuration = configure({
    scenario: 'hole-race',
    kernel: '6.12',
    drivers: { B: 'test_hmm' },
    set: { faultRef: 'trylock' },
    mode: 'forever',
  })
  expect(configuration).toMatchObject({
    scenario: 'hole-race',
    kernel: '6.12',
    switches: { ...switchesOf('6.12'), faultRef: 'trylock' },
    drivers: { A: 'contract', B: 'test_hmm' },
    mode: 'forever',
  })
})
