import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashAt } from '../../../checker/search/hash.ts'
import { getField, layOut } from '../../../checker/search/layout.ts'
import { doPiece, type Piece, stepsBetween } from '../../../checker/search/new-layout.ts'
import { homeOf, lengthOf, numberMask, putInAmongOthers, scaleOf } from '../../../checker/search/slots.ts'
import { setField } from './set-field.ts'

const SLOTS = 1 << 10

/** Numbers in the index, in ascending order; each where look-ups come by. */
function indexed(index: Int32Array, vectors: Int32Array, words: number): number[] {
  const numbers: number[] = []
  index.forEach((entry, slot) => {
    if (entry === 0) return
    const number = (entry & numberMask(SLOTS)) - 1
    for (let at = homeOf(hashAt(vectors, number * words, words), scaleOf(SLOTS)); at < slot; at++)
      expect(index[at]).not.toBe(0)
    numbers.push(number)
  })
  return numbers.sort((a, b) => a - b)
}

/** Runs of numbers with gaps between them that no state has. */
const runs = fc.array(fc.tuple(fc.nat(40), fc.nat(100)), { minLength: 1, maxLength: 4 }).map((lengths) => {
  let at = 0
  return lengths.map(([gap, length]) => {
    const from = at === 0 ? 0 : at + gap
    at = from + length
    return [from, at] as const
  })
})

const grown = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 5000 })), {
  minLength: 1,
  maxLength: 8,
})

test('in whatever order the pieces of a step are done, each state is in the new layout, and in the index once', () => {
  let steps = 0
  fc.assert(
    fc.property(
      runs,
      grown,
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat()),
      (runs, grown, threads, any) => {
        const from = layOut(grown.map(([count]) => count))
        const to = layOut(
          grown.map(([, growth], part) => 2 ** Math.min(31, (from.bits[part] as number) + (growth % 13))),
        )
        const count = runs.at(-1)?.[1] as number
        const vectors = new Int32Array(count * to.words)
        const local = (number: number, part: number) => ((number + 1) * (2 * part + 1)) & (from.mask[part] as number)
        for (let number = 0; number < count; number++)
          grown.forEach((_, part) => {
            setField(from, vectors, number * from.words, part, local(number, part))
          })
        const index = new Int32Array(lengthOf(SLOTS)).fill(7)
        for (const step of stepsBetween(from, to, { runs, slots: SLOTS }, threads, { few: 8, many: 32 })) {
          expect(step.length).toBeLessThanOrEqual(threads)
          const pieces: Piece[] = [...step]
          for (; pieces.length > 0; steps++) {
            const [piece] = pieces.splice((any.next().value as number) % pieces.length, 1)
            doPiece(piece as Piece, { vectors, index, slots: SLOTS }, putInAmongOthers)
          }
        }
        const numbers = runs.flatMap(([low, high]) => Array.from({ length: high - low }, (_, i) => low + i))
        for (const number of numbers)
          grown.forEach((_, part) => {
            expect(getField(to, vectors, number * to.words, part)).toBe(local(number, part))
          })
        expect(indexed(index, vectors, to.words)).toEqual(numbers)
      },
    ),
  )
  expect(steps).toBeGreaterThan(1000)
})

test('no piece is of more states than can be waited for, and those of one step are for all threads', () => {
  const [from, to] = [layOut([2 ** 30, 2 ** 30]), layOut([2 ** 30, 2 ** 30, 2 ** 30])]
  const steps = [...stepsBetween(from, to, { runs: [[0, 10_000_000]], slots: 1 << 24 }, 2)]
  const largest = { 'write vectors': 0, 'clear slots': 0, 'fill index': 0 }
  for (const { what, low, high } of steps.flat()) largest[what] = Math.max(largest[what], high - low)
  expect(largest).toEqual({ 'write vectors': 1 << 19, 'clear slots': 1 << 23, 'fill index': 1 << 19 })
  expect(steps.filter((step) => step.length < 2).length).toBeLessThan(5)
})
