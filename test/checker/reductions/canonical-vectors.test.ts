import { expect, test } from 'vitest'
import { network, object } from '../../../checker/index.ts'
import { Learner } from '../../../checker/learn/learner.ts'
import { CanonicalVectors } from '../../../checker/reductions/canonical-vectors.ts'
import { ReducedSearch } from '../../../checker/reductions/reduced-search.ts'
import { Orbits } from '../../../checker/reductions/symmetry.ts'
import { CompiledNetwork } from '../../../checker/search/compiled-network.ts'
import { getField } from '../../../checker/search/layout.ts'
import { allShortcuts } from '../../../checker/shortcuts.ts'
import { setField } from '../search/set-field.ts'
import { lockMachine, user } from '../tiny-networks.ts'

/** Three users of two locks, all of whose local states are known. */
function searched() {
  const locks = [object('left', lockMachine), object('right', lockMachine)]
  const threads = ['A', 'B', 'C'].map((name) => user(name, locks))
  const symmetry = [{ name: 'users', members: threads.map((one) => ({ parts: [one] })) }]
  const learner = new Learner(network({ objects: locks, threads, symmetry }))
  const compiled = new CompiledNetwork(learner, [], [], allShortcuts)
  const orbits = new Orbits(learner, learner.network.symmetry)
  const reduction = { partialOrder: false, orbits, names: [], warnings: [] }
  const asked = { illegalEvents: true, deadlocks: false }
  const limits = { maxStates: 1000, maxMemory: 2 ** 30 }
  expect(new ReducedSearch(compiled, asked, limits, reduction).run(Number.POSITIVE_INFINITY)).toBe('done')
  return { learner, compiled, orbits, canonical: new CanonicalVectors(compiled, orbits) }
}

test('where another state comes to stand for one, a set of its threads becomes the set of those in their places', () => {
  const { learner, compiled, orbits, canonical } = searched()
  const { layout } = compiled
  const partsOfThreads = [0, 1, 2].map((thread) => learner.threadPart(thread))
  /** The threads whose user holds so many locks; which of them it is changes with who is in whose place. */
  const holding = (vector: Int32Array, local: number) =>
    partsOfThreads.reduce(
      (set, part, thread) => set | (Number(getField(layout, vector, 0, part) === local) << thread),
      0,
    )
  let exchanged = 0
  for (const locals of [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => [a, b, c])))) {
    const vector = new Int32Array(layout.words)
    partsOfThreads.forEach((part, thread) => {
      setField(layout, vector, 0, part, locals[thread] as number)
    })
    const before = [0, 1, 2].map((local) => holding(vector, local))
    const exchange = canonical.canonise(vector, 0)
    if (exchange === undefined) continue
    exchanged++
    const sets = before.map((set) => orbits.threadSet(exchange, set))
    expect([0, 1, 2].map((local) => holding(vector, local))).toEqual(sets)
  }
  expect(exchanged).toBeGreaterThan(10)
})
