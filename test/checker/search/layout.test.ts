import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitsFor, getField, type Layout, layOut as layOutAtOnce, repack } from '../../../checker/search/layout.ts'
import { soon } from '../soon.ts'
import { setField } from './set-field.ts'

const layOut = (counts: readonly number[]): Layout => soon(() => layOutAtOnce(counts))

const counts = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 24 })),
  { minLength: 1, maxLength: 24 },
)

/** Layouts, some values that fit into them, and growth factors that make a wider layout. */
const filled = counts.chain((counts) =>
  fc.record({
    counts: fc.constant(counts),
    vectors: fc.array(fc.tuple(...counts.map((count) => fc.nat({ max: count - 1 }))), { minLength: 1, maxLength: 20 }),
    growth: fc.tuple(...counts.map(() => fc.constantFrom(1, 1, 2, 3, 100))),
  }),
)

function pack(layout: Layout, vectors: readonly (readonly number[])[]): Int32Array {
  const packed = new Int32Array(vectors.length * layout.words)
  vectors.forEach((values, number) => {
    values.forEach((value, part) => {
      setField(layout, packed, number * layout.words, part, value)
    })
  })
  return packed
}

const unpack = (layout: Layout, packed: Int32Array, number: number): number[] =>
  layout.bits.map((_, part) => getField(layout, packed, number * layout.words, part))

describe('the bits for a number of values', () => {
  test.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [256, 8],
    [257, 9],
    [2 ** 31, 31],
    [2 ** 32, 32],
  ])('%i values need %i bits', (count, bits) => {
    expect(bitsFor(count)).toBe(bits)
  })

  test('are as few as can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 31 }), (count) => {
        expect(2 ** bitsFor(count)).toBeGreaterThanOrEqual(count)
        expect(2 ** (bitsFor(count) - 1)).toBeLessThan(count)
      }),
    )
  })
})

describe('a layout', () => {
  test('gives every field at least the bits that it needs, inside of one word', () => {
    fc.assert(
      fc.property(counts, (counts) => {
        const layout = layOut(counts)
        counts.forEach((count, part) => {
          const bits = layout.bits[part] as number
          expect(bits).toBeGreaterThanOrEqual(bitsFor(count))
          expect(layout.mask[part]).toBe((2 ** bits - 1) | 0)
          expect(layout.shift[part]).toBeGreaterThanOrEqual(0)
          if (bits > 0) expect((layout.shift[part] as number) + bits).toBeLessThanOrEqual(32)
          expect(layout.word[part]).toBeGreaterThanOrEqual(0)
          expect(layout.word[part]).toBeLessThan(layout.words)
        })
      }),
    )
  })

  test('never lets two fields overlap', () => {
    fc.assert(
      fc.property(counts, (counts) => {
        const layout = layOut(counts)
        const taken = new Set<string>()
        let bits = 0
        layout.bits.forEach((width, part) => {
          bits += width
          for (let bit = 0; bit < width; bit++)
            taken.add(`${layout.word[part]} ${(layout.shift[part] as number) + bit}`)
        })
        expect(taken.size).toBe(bits)
      }),
    )
  })

  test('takes no more words than first-fit decreasing needs', () => {
    fc.assert(
      fc.property(counts, (counts) => {
        const words: number[] = [0]
        for (const width of counts.map(bitsFor).sort((a, b) => b - a)) {
          const at = words.findIndex((used) => used + width <= 32)
          if (at < 0) words.push(width)
          else words[at] = (words[at] as number) + width
        }
        expect(layOut(counts).words).toBeLessThanOrEqual(words.length)
      }),
    )
  })

  test('is the same on every run', () => {
    fc.assert(
      fc.property(counts, (counts) => {
        expect(layOut(counts)).toEqual(layOut([...counts]))
      }),
    )
  })

  test.each([
    ['a single part with a single local state', [1]],
    ['parts with a single local state each', [1, 1, 1]],
    ['one field that fills a word', [2 ** 32]],
    ['two fields that each need more than half a word', [2 ** 17, 2 ** 17]],
    ['a field that could fill the first of two words', [2 ** 14, 2 ** 7, 2 ** 7, 2 ** 6]],
    ['fields that fill words exactly', [2 ** 32, 2 ** 31, 2, 1, 2 ** 16, 2 ** 16]],
  ])('works for %s', (_, counts) => {
    const layout = layOut(counts)
    const last = counts.map((count) => Math.min(count - 1, 2 ** 31 - 1))
    expect(unpack(layout, pack(layout, [last]), 0)).toEqual(last)
  })
})

describe('fields', () => {
  test('read as what was written, whatever their neighbours hold', () => {
    fc.assert(
      fc.property(filled, ({ counts, vectors }) => {
        const layout = layOut(counts)
        const packed = pack(layout, vectors)
        for (const [number, values] of vectors.entries()) expect(unpack(layout, packed, number)).toEqual(values)
      }),
    )
  })

  test('written twice hold the second value, and leave the others alone', () => {
    fc.assert(
      fc.property(filled, fc.nat(), ({ counts, vectors }, any) => {
        const layout = layOut(counts)
        const [first, last] = [vectors[0] as number[], vectors.at(-1) as number[]]
        const packed = pack(layout, [first])
        const part = any % counts.length
        setField(layout, packed, 0, part, last[part] as number)
        expect(unpack(layout, packed, 0)).toEqual(first.with(part, last[part] as number))
      }),
    )
  })
})

test('repacking into a wider layout, in place, keeps every value of every vector', () => {
  fc.assert(
    fc.property(filled, ({ counts, vectors, growth }) => {
      const from = layOut(counts)
      // at least as wide: more local states, and no field may lose bits that it was given beyond its need
      const to = layOut(
        counts.map((_, part) => Math.min(2 ** 31, 2 ** (from.bits[part] as number) * (growth[part] ?? 1))),
      )
      const target = new Int32Array(vectors.length * to.words)
      target.set(pack(from, vectors))
      repack(from, to, target, 0, vectors.length)
      expect(target).toEqual(pack(to, vectors))
    }),
  )
})
