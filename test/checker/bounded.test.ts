import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check, checkBounded, type Network, type Property, type Trace, witness } from '../../checker/index.ts'
import { buildNetwork } from './build-network.ts'
import { networkShape } from './random-network.ts'
import { edges, keyOf, mayRest, seeing, start } from './reference.ts'
import { counters, crossedLocks } from './tiny-networks.ts'

/** How many switches are in a run, or rather: how often another thread takes the next step. */
const switchesIn = ({ steps }: Trace): number =>
  steps.filter(({ thread }, i) => i > 0 && steps[i - 1]?.thread !== thread).length

/** Every run with at most so many switches, without a thought for how often a state is come to. */
function naive(network: Network, properties: readonly Property[], deadlocks: boolean, maxSwitches: number) {
  const first = { world: start(network), last: '', switches: 0 }
  const places = [first]
  const known = new Set<string>()
  const states = new Set<string>()
  let isCut = false
  let broken = false
  for (const { world, last, switches } of places) {
    const taken = edges(network, world)
    states.add(keyOf(world))
    for (const property of properties)
      if (property.kind === 'invariant') broken ||= property.check(seeing(world)) !== true
    broken ||= deadlocks && taken.length === 0 && network.threads.some((thread) => !mayRest(seeing(world)(thread)))
    for (const { thread, offer, after } of taken) {
      const now = switches + (last === '' || last === thread.name ? 0 : 1)
      const key = `${after === undefined ? 'illegal' : keyOf(after)} ${thread.name} ${now}`
      if (now > maxSwitches) {
        isCut = true
        continue
      }
      if (after === undefined) broken = true
      const step = { thread: thread.name, event: offer.type, before: seeing(world), after: seeing(after ?? world) }
      for (const property of properties)
        if (property.kind === 'step' && after !== undefined) broken ||= property.check(step) !== true
      if (after === undefined || known.has(key)) continue
      known.add(key)
      places.push({ world: after, last: thread.name, switches: now })
    }
  }
  return { broken, isCut, states: states.size }
}

describe('a search with a bound on context switches', () => {
  test('finds in random networks exactly what runs with so many switches show', () =>
    fc.assert(
      fc.asyncProperty(networkShape, fc.nat({ max: 3 }), async (shape, maxSwitches) => {
        const { network, properties, structural } = buildNetwork(shape)
        const expected = naive(network, properties, shape.deadlocks, maxSwitches)
        const result = await checkBounded(network, { properties, structural }, { maxSwitches })
        expect(result.verdict === 'violated').toBe(expected.broken)
        if (result.trace !== undefined) expect(switchesIn(result.trace)).toBeLessThanOrEqual(maxSwitches)
        if (expected.broken) return
        expect(result.states).toBe(expected.states)
        // a bound that keeps nobody from anything new is no bound
        if (result.verdict === 'incomplete') expect(expected.isCut).toBe(true)
        else expect(result.states).toBe((await check(network, { properties, structural })).states)
      }),
      { numRuns: 60 },
    ))

  test('finds what is broken with the fewest switches, not with the fewest steps', async () => {
    const { network } = crossedLocks()
    expect(await checkBounded(network, {}, { maxSwitches: 0 })).toMatchObject({
      verdict: 'incomplete',
      reason: 'holds up to 0 context switches, runs with more are not explored',
    })
    const { violated, trace } = await checkBounded(network, {}, { maxSwitches: 5 })
    expect(violated?.property).toBe('no-deadlock')
    expect(trace && switchesIn(trace)).toBe(1)
  })

  test('holds if more switches would lead nowhere new, with the counts of a search without a bound', async () => {
    const { network } = counters(2, 3)
    const { verdict, states, transitions } = await checkBounded(network, {}, { maxSwitches: 20 })
    expect({ verdict, states, transitions }).toEqual({ verdict: 'holds', states: 9, transitions: 18 })
  })

  test('fails a situation that nothing shows only if all was explored', async () => {
    const { network, counts } = counters(2, 2)
    const witnesses = [witness('ten', (see) => counts(see)[0] === 10)]
    const both = await Promise.all([0, 9].map((maxSwitches) => checkBounded(network, { witnesses }, { maxSwitches })))
    expect(both.map(({ verdict }) => verdict)).toEqual(['incomplete', 'violated'])
    expect(both[1]?.violated).toMatchObject({ kind: 'witness', property: 'ten' })
  })

  test('keeps to its limits', async () => {
    const { network } = counters(5, 9)
    const [states, memory] = [{ maxStates: 100 }, { maxMemory: 100_000 }]
    expect((await checkBounded(network, {}, { maxSwitches: 9, ...states })).reason).toBe(
      'the limit of 100 states was hit',
    )
    expect((await checkBounded(network, {}, { maxSwitches: 9, ...memory })).reason).toMatch(/memory/)
    const signal = AbortSignal.timeout(100)
    expect((await checkBounded(network, {}, { maxSwitches: 99, signal })).reason).toBe('interrupted')
  })
})
