import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareBehaviours,
  type Difference,
  type Inclusion,
  type Observed,
  replayTrace,
} from '../../../checker/index.ts'
import { buildNetwork, type Keeps } from '../build-network.ts'
import { type NetworkShape, networkShape, threadEvents } from '../random-network.ts'
import { shownBy, textOf, type Word, words } from './words.ts'

/** Which steps are seen, and whether the first object's counter is seen with them. */
const eyes = fc.record({
  events: fc.subarray([...threadEvents], { minLength: 1 }),
  counter: fc.boolean(),
})
type Eyes = typeof eyes extends fc.Arbitrary<infer Value> ? Value : never

function watched(shape: NetworkShape, { events, counter }: Eyes, keeps?: Keeps): Observed {
  const { network } = buildNetwork(shape, keeps)
  const [first] = network.objects
  return {
    network,
    observe: ({ event, after }) => {
      if (!events.some((seen) => seen === event)) return undefined
      return counter && first !== undefined ? `${event}${after(first).context.count}` : event
    },
  }
}

/** Two networks that have some or all of their parts in common: most others differ at once. */
const twoShapes = fc
  .record({
    one: networkShape,
    another: networkShape,
    common: fc.constantFrom('all', 'objects', 'all but a thread', 'all but an object'),
  })
  .map(({ one, another, common }): [NetworkShape, NetworkShape] => {
    const objects = [...one.objects.slice(1), ...another.objects.slice(0, 1)]
    const threads = [...one.threads.slice(1), ...another.threads.slice(0, 1)]
    const others = {
      all: one,
      objects: { ...another, objects: one.objects },
      'all but a thread': { ...one, threads },
      'all but an object': { ...one, objects },
    }
    return [one, others[common]]
  })

/** Random networks show so little of what they do that comparing some needs very many sets of states. */
const limits = { maxStates: 300, maxPairs: 3000 }

const LENGTH = 3

const wordOf = ({ labels, end }: Difference): Word => (end === undefined ? labels : [...labels, `.${end}`])

/** Fails unless the direction's answer is what the words of both sides say. Tells what kind of answer it is. */
function judge(inclusion: Inclusion, side: Observed, own: ReadonlySet<string>, others: ReadonlySet<string>): string {
  const excess = [...own].filter((text) => !others.has(text)).map((text) => text.split(' '))
  const shortest = Math.min(...excess.map(({ length }) => length))
  if (inclusion.verdict !== 'exceeds') {
    expect(inclusion).toEqual({ verdict: 'included' })
    expect(shortest).toBe(Number.POSITIVE_INFINITY)
    return 'included'
  }
  const { trace, instead, ...difference } = inclusion.difference
  const word = wordOf({ trace, instead, ...difference })
  expect(replayTrace(side.network, trace).kind).toBe('replays')
  expect(shownBy(side, trace).slice(0, word.length)).toEqual(word)
  if (word.length > LENGTH) {
    expect(shortest).toBe(Number.POSITIVE_INFINITY)
    return 'exceeds after long'
  }
  expect(word.length).toBe(shortest)
  expect(own).toContain(textOf(word))
  const prefix = textOf(word.slice(0, -1))
  const letters = [...others]
    .map((text) => (text === '' ? [] : text.split(' ')))
    .filter((other) => other.length === word.length && textOf(other.slice(0, -1)) === prefix)
    .map((other) => other.at(-1))
  expect([...instead.labels, ...instead.ends.map((end) => `.${end}`)].sort()).toEqual(letters.sort())
  return `exceeds by ${difference.end ?? 'a label'}`
}

test('the comparison and the enumeration of all short words agree', async () => {
  const answers = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(twoShapes, eyes, async ([one, another], eyes) => {
      const [left, right] = [watched(one, eyes), watched(another, eyes)]
      const [ofLeft, ofRight] = [words(left, LENGTH, 500), words(right, LENGTH, 500)]
      fc.pre(ofLeft !== undefined && ofRight !== undefined)
      const result = await compareBehaviours(left, right, limits)
      fc.pre(result.leftInRight.verdict !== 'incomplete' && result.rightInLeft.verdict !== 'incomplete')
      for (const answer of [
        judge(result.leftInRight, left, ofLeft, ofRight),
        judge(result.rightInLeft, right, ofRight, ofLeft),
      ])
        answers.set(answer, (answers.get(answer) ?? 0) + 1)
    }),
    { numRuns: 250 },
  )
  // a generator that only ever made one kind of pair would prove nothing
  const kinds = ['a label', 'finished', 'deadlock', 'illegal-event'].map((what) => `exceeds by ${what}`)
  for (const answer of ['included', ...kinds, 'exceeds after long'])
    expect(answers.get(answer) ?? 0, answer).toBeGreaterThan(0)
})

test('a network that is offered one event less shows nothing new', async () => {
  await fc.assert(
    fc.asyncProperty(networkShape, eyes, fc.nat(), fc.nat({ max: 5 }), async (shape, eyes, chosen, dropped) => {
      const thread = chosen % shape.threads.length
      const less = watched(shape, eyes, (at, offer) => at !== thread || offer !== dropped)
      const { leftInRight } = await compareBehaviours(less, watched(shape, eyes), { ...limits, ends: false })
      fc.pre(leftInRight.verdict !== 'incomplete')
      expect(leftInRight).toEqual({ verdict: 'included' })
    }),
    { numRuns: 200 },
  )
})

test('a network shows what it shows', async () => {
  await fc.assert(
    fc.asyncProperty(networkShape, eyes, fc.boolean(), async (shape, eyes, ends) => {
      const { verdict } = await compareBehaviours(watched(shape, eyes), watched(shape, eyes), { ...limits, ends })
      fc.pre(verdict !== 'incomplete')
      expect(verdict).toBe('equal')
    }),
    { numRuns: 200 },
  )
})

test('left and right may change places', async () => {
  await fc.assert(
    fc.asyncProperty(twoShapes, eyes, async ([one, another], eyes) => {
      const [left, right] = [watched(one, eyes), watched(another, eyes)]
      const [there, back] = [await compareBehaviours(left, right, limits), await compareBehaviours(right, left, limits)]
      fc.pre(there.verdict !== 'incomplete')
      expect(back.verdict).toBe(there.verdict)
      const length = (inclusion: Inclusion) =>
        inclusion.verdict === 'exceeds' ? wordOf(inclusion.difference).length : inclusion.verdict
      expect(length(back.rightInLeft)).toBe(length(there.leftInRight))
      expect(length(back.leftInRight)).toBe(length(there.rightInLeft))
    }),
    { numRuns: 100 },
  )
})
