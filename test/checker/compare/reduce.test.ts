import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SILENT } from '../../../checker/compare/alphabet.ts'
import { Budget } from '../../../checker/compare/budget.ts'
import { Graph, moveTo } from '../../../checker/compare/graph.ts'
import { reduce } from '../../../checker/compare/reduce.ts'
import { silentCycles } from '../../../checker/compare/silent-cycles.ts'

/** From, letter, to. */
type Move = readonly [number, number, number]

const unlimited = new Budget({ maxStates: Number.POSITIVE_INFINITY, maxPairs: Number.POSITIVE_INFINITY })

const STATES = 7

const moves = fc.array(
  fc.tuple(fc.nat({ max: STATES - 1 }), fc.constantFrom(SILENT, SILENT, 1, 2), fc.nat({ max: STATES - 1 })),
  { maxLength: 14, size: 'max' },
)

function graphOf(moves: readonly Move[]): Graph {
  const graph = new Graph()
  for (let state = 0; state < STATES; state++)
    graph.add(moves.flatMap(([from, letter, to]) => (from === state ? [moveTo(letter, to)] : [])))
  return graph
}

function last<Answer>(run: Generator<void, Answer>): Answer {
  for (;;) {
    const { done, value } = run.next()
    if (done === true) return value
  }
}

const states = Array.from({ length: STATES }, (_, state) => state)
const everyPair = states.flatMap((one) => states.map((other) => [one, other] as const))

function silentlyReached(moves: readonly Move[], start: number): Set<number> {
  const reached = new Set([start])
  for (const state of reached)
    for (const [from, letter, to] of moves) if (from === state && letter === SILENT) reached.add(to)
  return reached
}

/** The definition: the largest relation in which each can follow what the other does. */
function branchingBisimilar(moves: readonly Move[]): (one: number, other: number) => boolean {
  const related = new Set(everyPair.map(String))
  const are = (one: number, other: number) => related.has(`${one},${other}`)
  const follows = (one: number, other: number) =>
    moves.every(([from, letter, to]) => {
      if (from !== one || (letter === SILENT && are(to, other))) return true
      return [...silentlyReached(moves, other)].some(
        (before) =>
          are(one, before) && moves.some(([start, same, end]) => start === before && same === letter && are(to, end)),
      )
    })
  for (let size = Number.POSITIVE_INFINITY; related.size < size; ) {
    size = related.size
    for (const [one, other] of everyPair)
      if (!follows(one, other) || !follows(other, one)) {
        related.delete(`${one},${other}`)
        related.delete(`${other},${one}`)
      }
  }
  return are
}

describe('a reduced graph', () => {
  test('has one state for those that are branching bisimilar, and only for those', () => {
    fc.assert(
      fc.property(moves, (moves) => {
        const { classOf } = last(reduce(graphOf(moves), unlimited))
        const are = branchingBisimilar(moves)
        for (const [one, other] of everyPair)
          expect(classOf[one] === classOf[other], `${one} and ${other}`).toBe(are(one, other))
      }),
      { numRuns: 2000 },
    )
  })

  test('has the moves of its states, but for silent ones within a class', () => {
    fc.assert(
      fc.property(moves, (moves) => {
        const { graph, classOf } = last(reduce(graphOf(moves), unlimited))
        const expected = moves
          .map(([from, letter, to]) => [classOf[from], letter, classOf[to]])
          .filter(([from, letter, to]) => letter !== SILENT || from !== to)
        const actual = [...Array(graph.size).keys()].flatMap((state) => {
          const places = graph.letters.map((_, place) => place)
          const own = places.filter(
            (place) => place >= (graph.first[state] ?? 0) && place < (graph.first[state + 1] ?? 0),
          )
          return own.map((place) => [state, graph.letters[place], graph.targets[place]])
        })
        expect(actual.map(String).sort()).toEqual([...new Set(expected.map(String))].sort())
      }),
    )
  })
})

test('states on one silent cycle have one number, and silent moves lead to no larger ones', () => {
  fc.assert(
    fc.property(moves, (moves) => {
      const numbers = silentCycles(graphOf(moves))
      for (const [one, other] of everyPair) {
        const there = silentlyReached(moves, one).has(other)
        const back = silentlyReached(moves, other).has(one)
        expect(numbers[one] === numbers[other], `${one} and ${other}`).toBe(there && back)
        if (there) expect(numbers[other]).toBeLessThanOrEqual(numbers[one] ?? -1)
      }
    }),
    { numRuns: 2000 },
  )
})
