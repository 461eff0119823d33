import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { check, type Result } from '../../../checker/index.ts'
import { Learner } from '../../../checker/learn/learner.ts'
import { ReducedSearch } from '../../../checker/reductions/reduced-search.ts'
import { Orbits } from '../../../checker/reductions/symmetry.ts'
import { CompiledNetwork } from '../../../checker/search/compiled-network.ts'
import type { Layout } from '../../../checker/search/layout.ts'
import { allShortcuts } from '../../../checker/shortcuts.ts'
import { type BuiltNetwork, buildAlikeNetwork, buildNetwork } from '../build-network.ts'
import { alikeShape, networkShape } from '../random-network.ts'

/** Whether fields get no more bits than they need, and others first: then states are laid out anew all the time. */
const tight = vi.hoisted(() => ({ isOn: false }))

vi.mock('../../../checker/search/layout.ts', async (original) => {
  const layouts = await original<typeof import('../../../checker/search/layout.ts')>()
  const layOut = (counts: readonly number[]) => (tight.isOn ? tightLayout(counts, layouts) : layouts.layOut(counts))
  return { ...layouts, layOut }
})

/** Fields one after the other in one word; from the first or the last on, by how many bits there are. */
function tightLayout(
  counts: readonly number[],
  { bitsFor }: Pick<typeof import('../../../checker/search/layout.ts'), 'bitsFor'>,
): Layout {
  const bits = counts.map(bitsFor)
  const sum = bits.reduce((all, one) => all + one, 0)
  if (sum > 32) throw new Error('these are too many for one word')
  const before = bits.map((_, part) => bits.slice(0, part).reduce((all, one) => all + one, 0))
  const shift = sum % 2 === 0 ? before : before.map((at, part) => sum - at - (bits[part] as number))
  const mask = Int32Array.from(bits, (width) => 2 ** width - 1)
  return { words: 1, bits, word: new Int32Array(bits.length), shift: Int32Array.from(shift, (at) => at % 32), mask }
}

/** `npm test` draws some; more are drawn where it may take longer. */
const RUNS = Number(process.env.RANDOM_NETWORKS ?? 40)

const both = { symmetry: true, partialOrder: true }

afterEach(() => {
  tight.isOn = false
})

/** What has to be the same with reductions as without. */
function expectAgreement(reduced: Result, plain: Result): void {
  expect(reduced.verdict).toBe(plain.verdict)
  if (plain.verdict === 'violated') return
  expect(reduced.states).toBeLessThanOrEqual(plain.states)
  const hasFired = ({ coverage }: Result) => coverage.map(({ fired }) => fired > 0)
  expect(hasFired(reduced)).toEqual(hasFired(plain))
}

/** Asks with all reductions and with each alone; counts the verdicts, and the states that were left out. */
function comparing() {
  const verdicts = new Map<string, number>()
  const left = { symmetry: 0, partialOrder: 0, both: 0 }
  const compare = async ({ network, properties, structural }: BuiltNetwork) => {
    const ask = (options: object) => check(network, { properties, structural }, { maxStates: 50_000, ...options })
    // what is broken may be met later where steps are left out
    const plain = await ask({ maxStates: 3000 })
    if (plain.verdict === 'incomplete') return
    const kind = plain.violated?.kind ?? 'holds'
    verdicts.set(kind, (verdicts.get(kind) ?? 0) + 1)
    for (const [name, options] of [
      ['symmetry', { symmetry: true }],
      ['partialOrder', { partialOrder: true }],
      ['both', both],
    ] as const) {
      if (name !== 'partialOrder' && network.symmetry.length === 0) continue
      const reduced = await ask(options)
      expectAgreement(reduced, plain)
      if (plain.verdict === 'holds') left[name] += plain.states - reduced.states
      // what changes places is as far away as before
      if (name === 'symmetry') expect(reduced.depth).toBe(plain.depth)
    }
  }
  return { compare, verdicts, left }
}

test('networks of equal members have the same verdict with and without reductions', async () => {
  const { compare, verdicts, left } = comparing()
  await fc.assert(
    fc.asyncProperty(alikeShape, ({ shape, members }) => compare(buildAlikeNetwork(shape, members))),
    { numRuns: RUNS },
  )
  // a generator that only ever made one kind of network would prove nothing
  if (RUNS >= 250)
    for (const kind of ['holds', 'invariant', 'step', 'illegal-event', 'deadlock'])
      expect(verdicts.get(kind) ?? 0, kind).toBeGreaterThan(0)
  expect(left.symmetry).toBeGreaterThan(0)
  expect(left.partialOrder).toBeGreaterThan(0)
  expect(left.both).toBeGreaterThan(left.symmetry)
})

test('networks of any shape have the same verdict with and without partial order', async () => {
  const { compare, left } = comparing()
  await fc.assert(
    fc.asyncProperty(networkShape, (shape) => compare(buildNetwork(shape))),
    { numRuns: RUNS },
  )
  if (RUNS >= 250) expect(left.partialOrder).toBeGreaterThan(0)
})

test('a search too large to begin again takes back what was wrong, and comes to the same verdict', async () => {
  const verdicts = { holds: 0, violated: 0 }
  await fc.assert(
    fc.asyncProperty(alikeShape, fc.boolean(), async ({ shape, members }, isTight) => {
      tight.isOn = isTight
      const { network, properties, structural } = buildAlikeNetwork(shape, members)
      const plain = await check(network, { properties, structural }, { maxStates: 3000 })
      if (plain.verdict === 'incomplete') return
      verdicts[plain.verdict]++
      const learner = new Learner(network)
      const compiled = new CompiledNetwork(
        learner,
        properties.filter((property) => property.kind === 'invariant'),
        properties.filter((property) => property.kind === 'step'),
        allShortcuts,
      )
      const asked = { illegalEvents: true, deadlocks: structural.includes('no-deadlock') }
      const limits = { maxStates: 3000, maxMemory: 2 ** 30, small: 0 }
      const orbits = new Orbits(learner, network.symmetry)
      const search = new ReducedSearch(compiled, asked, limits, { partialOrder: true, orbits, names: [], warnings: [] })
      expect(search.run(Number.POSITIVE_INFINITY)).toBe('done')
      expect(search.found === undefined ? 'holds' : 'violated').toBe(plain.verdict)
    }),
    { numRuns: RUNS },
  )
  if (RUNS >= 250) expect(Math.min(verdicts.holds, verdicts.violated)).toBeGreaterThan(5)
})
