import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { setup } from 'xstate'
import { check, network, object, type Shortcuts, type Step, thread } from '../../../checker/index.ts'
import { moveSets, SleepSets } from '../../../checker/search/sleep-sets.ts'
import { StateStore } from '../../../checker/search/states.ts'
import { counters, lockMachine, user } from '../tiny-networks.ts'

const { addBatch } = StateStore.prototype

afterEach(() => void vi.restoreAllMocks())

/** How many successors are looked up, the initial state among them, without the help of the filter. */
async function lookUps(asked: Parameters<typeof check>[0], shortcuts: Partial<Shortcuts> = {}) {
  let sum = 0
  vi.spyOn(StateStore.prototype, 'addBatch').mockImplementation(function (this: StateStore) {
    sum += this.batch.size
    addBatch.call(this)
  })
  const { states, transitions } = await check(asked, {}, { shortcuts: { filter: false, ...shortcuts } })
  return { sum, states, transitions }
}

describe('sleep sets', () => {
  test('let each state of threads that never meet be looked up once, but for the ways round', async () => {
    const { sum, states, transitions } = await lookUps(counters(3, 10).network)
    expect({ states, transitions }).toEqual({ states: 1000, transitions: 3000 })
    // a counter that goes back to 0 leads to a state that has long been found: one such step per value of those after it
    expect(sum).toBeLessThan(1000 + 3 * 100 + 100)
    const without = await lookUps(counters(3, 10).network, { sleepSets: false })
    expect(without).toMatchObject({ states: 1000, transitions: 3000 })
    expect(without.sum).toBeGreaterThan(3000)
  })

  test('spare nothing where each step changes the same object', async () => {
    const lock = object('lock', lockMachine)
    const threads = ['A', 'B', 'C'].map((name) => user(name, [lock], { careless: false }))
    const { sum, transitions } = await lookUps(network({ objects: [lock], threads }))
    const without = await lookUps(network({ objects: [lock], threads }), { sleepSets: false })
    expect({ sum, transitions }).toEqual({ sum: without.sum, transitions: without.transitions })
  })

  test('are left out where there are more threads than one of them holds', async () => {
    const machine = setup({ types: { events: {} as Step<'go'> } }).createMachine({
      initial: 'here',
      states: { here: { on: { go: 'there' } }, there: { tags: 'rest' } },
    })
    const idle = setup({ types: { events: {} as Step<'go'> } }).createMachine({ tags: 'rest' })
    const movers = ['A', 'B', 'C'].map((name) => thread(name, machine))
    const others = Array.from({ length: 30 }, (_, i) => thread(`idle ${i}`, idle))
    const threads = [...others, ...movers]
    expect(await check(network({ threads }))).toMatchObject({ verdict: 'holds', states: 8, transitions: 12 })
  })

  test('of the states that are still to be expanded are kept, however many there come to be', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(300), fc.nat(300)), { maxLength: 40 }), (moves) => {
        const sets = new SleepSets(4)
        let [head, count] = [0, 0]
        for (const [found, expanded] of moves) {
          sets.keep(head, count + found)
          const asleep = Int32Array.from({ length: found }, (_, i) => 7 * (count + i) + 1)
          sets.add(count, asleep, found)
          count += found
          for (let number = head; number < count; number++) expect(sets.sets[number & sets.mask]).toBe(7 * number + 1)
          head = Math.min(count, head + expanded)
        }
      }),
    )
  })

  test('move to their places in a longer part of the same array', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(1000),
        fc.nat(),
        (bits, more, from, any) => {
          const [mask, maskThen] = [2 ** bits - 1, 2 ** (bits + more) - 1]
          const count = any % (mask + 2)
          const sets = new Int32Array(maskThen + 1)
          for (let number = from; number < from + count; number++) sets[number & mask] = number
          moveSets(sets, mask, sets, maskThen, from, from + count)
          for (let number = from; number < from + count; number++) expect(sets[number & maskThen]).toBe(number)
        },
      ),
    )
  })
})
