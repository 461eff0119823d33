import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check, type Shortcuts, type Trace } from '../../checker/index.ts'
import { type BuiltNetwork, buildNetwork } from './build-network.ts'
import { networkShape } from './random-network.ts'
import { edges, explore, seeing, start, type World } from './reference.ts'

/** Everything that only makes the search fast, switched off. */
const noShortcuts = {
  incremental: false,
  views: false,
  rows: false,
  split: false,
  filter: false,
  sleepSets: false,
  generated: false,
  alone: false,
}

/** As nearly always; with code for the network from the first state on; and as plain as can be. */
const ways = fc.constantFrom<Partial<Shortcuts>>({}, { patient: false }, noShortcuts)

test('the engine and the reference agree on verdict, counts, depth and kind of violation', async () => {
  const verdicts = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(networkShape, ways, fc.boolean(), async (shape, shortcuts, parents) => {
      const built = buildNetwork(shape)
      const { network, properties, structural } = built
      const expected = explore(network, properties, shape.deadlocks)
      const result = await check(network, { properties, structural }, { parents, shortcuts })
      const kind = expected.violation?.kind ?? 'holds'
      verdicts.set(kind, (verdicts.get(kind) ?? 0) + 1)
      expect(result.violated?.kind ?? result.verdict).toBe(kind)
      expect(result.depth).toBe(expected.depth)
      if (expected.violation === undefined) {
        expect(result).toMatchObject({ states: expected.states, transitions: expected.transitions })
        return
      }
      if (expected.violation.property !== undefined) expect(result.violated?.property).toBe(expected.violation.property)
      expect(result.trace?.steps.length).toBe(expected.violation.length)
      if (result.trace !== undefined) follow(built, result.trace)
    }),
    { numRuns: 1200 },
  )
  // a generator that only ever made one kind of network would prove nothing
  for (const kind of ['holds', 'invariant', 'step', 'illegal-event', 'deadlock'])
    expect(verdicts.get(kind) ?? 0, kind).toBeGreaterThan(5)
})

/** Fails unless every step of the trace can be taken where the one before it led, and it ends where it says. */
function follow({ network }: BuiltNetwork, trace: Trace): void {
  const shown = (world: World) =>
    [...network.objects, ...network.threads].map((part) => ({ part: part.name, state: part.show(seeing(world)(part)) }))
  let world = start(network)
  expect(trace.initial).toEqual(shown(world))
  for (const step of trace.steps) {
    const edge = edges(network, world).find(
      ({ thread, offer }) => thread.name === step.thread && step.event === `${offer.type}(number=${offer.number})`,
    )
    expect(edge, `${step.thread}: ${step.event}`).toBeDefined()
    // the last step of an illegal event leads nowhere
    world = edge?.after ?? world
  }
  expect(trace.final).toEqual(shown(world))
}
