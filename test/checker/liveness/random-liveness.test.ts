/** On small random networks the checker and ./reference.ts agree, and every counterexample is one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  alwaysEventually,
  alwaysPossible,
  breaksAgain,
  check,
  completes,
  eventuallyAlways,
  type Fairness,
  type Liveness,
  leadsTo,
  type Network,
  neverStuck,
  replayTrace,
  type See,
  type Trace,
} from '../../../checker/index.ts'
import type { Claim } from '../../../checker/liveness/properties.ts'
import { buildNetwork } from '../build-network.ts'
import { networkShape } from '../random-network.ts'
import { seeing, type World } from '../reference.ts'
import {
  isAbout,
  type NaiveGraph,
  type NaiveStep,
  naiveGraph,
  rests,
  shortestStem,
  shortestToNoReturn,
} from './reference.ts'

const place = fc.record({ part: fc.nat({ max: 5 }), leaf: fc.nat({ max: 3 }) })
const question = fc.record({
  form: fc.constantFrom(
    'always eventually' as const,
    'eventually always' as const,
    'leads to' as const,
    'leads to' as const,
    'completes' as const,
    'completes' as const,
  ),
  places: fc.tuple(place, place),
  negated: fc.boolean(),
})
const assumption = fc.record({
  strength: fc.constantFrom('weak' as const, 'strong' as const),
  thread: fc.nat({ max: 2 }),
  event: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined, freq: 1 }),
  begun: fc.boolean(),
})

type Drawn<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never

function fairnessFrom({ threads }: Network, drawn: readonly Drawn<typeof assumption>[]): Fairness[] {
  return drawn.flatMap(({ strength, thread: number, event, begun }) => {
    const thread = threads[number % threads.length]
    if (thread === undefined || (event !== undefined && !thread.machine.events.includes(event))) return []
    return [{ strength, thread, ...(event === undefined ? {} : { event }), ...(begun ? { begun: true } : {}) }]
  })
}

function propertyFrom(network: Network, drawn: Drawn<typeof question>, fairness: readonly Fairness[]): Liveness {
  const parts = [...network.objects, ...network.threads]
  const at = ({ part, leaf }: Drawn<typeof place>) => {
    const looked = parts[part % parts.length] as (typeof parts)[number]
    return (see: See) => see(looked).hasTag(`leaf${leaf}` as never) !== drawn.negated
  }
  const [cause, effect] = drawn.places
  switch (drawn.form) {
    case 'always eventually':
      return alwaysEventually('asked', at(effect), { fairness })
    case 'eventually always':
      return eventuallyAlways('asked', at(effect), { fairness })
    case 'leads to':
      return leadsTo('asked', at(cause), at(effect), { fairness })
    case 'completes':
      return completes('asked', network.threads, { fairness })
  }
}

/** Everything that only makes the search fast, switched off. */
const noShortcuts = { incremental: false, views: false, rows: false, split: false, filter: false, sleepSets: false }

type RunClaim = Extract<Claim, { form: 'leads to' | 'eventually always' }>

test('the checker and the reference agree on runs, fair in any way, and on how long the way to the cycle is', async () => {
  const verdicts = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      networkShape,
      question,
      fc.array(assumption, { maxLength: 4 }),
      fc.boolean(),
      async (shape, drawn, assumed, fast) => {
        const { network } = buildNetwork(shape)
        const graph = naiveGraph(network, 40)
        fc.pre(graph !== undefined)
        const fairness = fairnessFrom(network, assumed)
        const property = propertyFrom(network, drawn, fairness)
        const claims = property.claims as readonly RunClaim[]
        const stems = claims.map((claim) => shortestStem(graph, claim, fairness))
        const broken = stems.findIndex((stem) => stem !== undefined)
        const result = await check(
          network,
          { properties: [property], structural: [] },
          fast ? {} : { shortcuts: noShortcuts },
        )
        expect(result.verdict).toBe(broken < 0 ? 'holds' : 'violated')
        verdicts.set(`${drawn.form} ${result.verdict}`, (verdicts.get(`${drawn.form} ${result.verdict}`) ?? 0) + 1)
        if (broken < 0) return
        expect(result.trace?.cycle).toBe(stems[broken])
        follow(graph, claims[broken] as RunClaim, fairness, result.trace as Trace)
        const report = replayTrace(network, result.trace as Trace)
        expect(report.kind).toBe('replays')
        if (report.kind !== 'replays' || result.violated === undefined) return
        expect(breaksAgain(network, [property], result.violated, report.end)).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
  for (const form of ['always eventually', 'eventually always', 'leads to', 'completes'])
    for (const verdict of ['holds', 'violated'])
      expect(verdicts.get(`${form} ${verdict}`) ?? 0, `${form} ${verdict}`).toBeGreaterThan(5)
})

/** Fails unless the trace is a fair run of the naive graph, and breaks the claim. */
function follow(graph: NaiveGraph, claim: RunClaim, fairness: readonly Fairness[], trace: Trace): void {
  const cycle = trace.cycle ?? -1
  const first = graph.worlds[0] as World
  let paths: { readonly states: readonly number[]; readonly steps: readonly NaiveStep[] }[] = [
    { states: [0], steps: [] },
  ]
  for (const step of trace.steps)
    paths = paths.flatMap(({ states, steps }) =>
      (graph.steps[states.at(-1) ?? 0] ?? [])
        .filter(({ thread, event, to }) => to >= 0 && thread === step.thread && step.event.startsWith(`${event}(`))
        .map((taken) => ({ states: [...states, taken.to], steps: [...steps, taken] })),
    )
  // one event may be offered with different numbers; one of the paths is the one that was meant
  const isMeant = ({ states, steps }: (typeof paths)[number]): boolean => {
    const sees = states.map((state) => seeing(graph.worlds[state] as World))
    if (states[cycle] !== states.at(-1)) return false
    const repeated = states.slice(cycle)
    const isFair = fairness.every((one) => {
      const owed = (state: number) =>
        (graph.steps[state] ?? []).some((step) => isAbout(one, graph.worlds[state] as World, step, first))
      const isTaken = steps.some(
        (step, i) => i >= cycle && isAbout(one, graph.worlds[states[i] as number] as World, step, first),
      )
      return isTaken || (one.strength === 'weak' ? !repeated.every(owed) : !repeated.some(owed))
    })
    if (!isFair) return false
    if (claim.form === 'eventually always') return sees.slice(cycle).some((see) => !claim.what(see))
    return sees.some(
      (see, i) => (claim.since?.(see) ?? true) && i <= cycle && sees.slice(i).every((later) => !claim.until(later)),
    )
  }
  expect(paths.some(isMeant)).toBe(true)
}

test('the checker and the reference agree on what is always possible, and on threads that get stuck', async () => {
  const verdicts = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(networkShape, place, fc.boolean(), async (shape, { part, leaf }, isStuckAsked) => {
      const { network } = buildNetwork(shape)
      const graph = naiveGraph(network, 80)
      fc.pre(graph !== undefined)
      const parts = [...network.objects, ...network.threads]
      const looked = parts[part % parts.length] as (typeof parts)[number]
      const reached = (see: See) => see(looked).hasTag(`leaf${leaf}` as never)
      const thread = network.threads[part % network.threads.length] as Network['threads'][number]
      const moves = (world: World, state: number) =>
        rests(thread, world, graph.worlds[0] as World) ||
        (graph.steps[state] ?? []).some((step) => step.thread === thread.name)
      const property = isStuckAsked ? neverStuck('asked', [thread]) : alwaysPossible('asked', reached)
      const expected = shortestToNoReturn(graph, isStuckAsked ? moves : (world) => reached(seeing(world)))
      const { verdict, violated, trace } = await check(network, { properties: [property], structural: [] })
      expect(verdict).toBe(expected === undefined ? 'holds' : 'violated')
      verdicts.set(`${isStuckAsked} ${verdict}`, (verdicts.get(`${isStuckAsked} ${verdict}`) ?? 0) + 1)
      if (expected === undefined || trace === undefined || violated === undefined) return
      expect(trace.steps.length).toBe(expected)
      const report = replayTrace(network, trace)
      expect(report.kind).toBe('replays')
      if (report.kind === 'replays') expect(breaksAgain(network, [property], violated, report.end)).toBe(true)
    }),
    { numRuns: 450 }, // one in sixty has a thread that gets stuck
  )
  for (const asked of [true, false])
    for (const verdict of ['holds', 'violated'])
      expect(verdicts.get(`${asked} ${verdict}`) ?? 0, `${asked} ${verdict}`).toBeGreaterThan(0)
})
