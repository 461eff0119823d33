import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VectorCode } from '../../../checker/search/generated/vector-code.ts'
import { type Code, i32, type Local } from '../../../checker/webassembly/instructions.ts'
import { FunctionBuilder, instantiate, memoryOf } from '../../../checker/webassembly/module.ts'

/** Where in memory things are. */
const [FIRST, SECOND, RESULT] = [64, 128, 192]

/** Two vectors, of which the second differs from the first in few bits if at all; and a place in them. */
const pair = fc.integer({ min: 1, max: 5 }).chain((words) =>
  fc.record({
    first: fc.array(fc.integer(), { minLength: words, maxLength: words }),
    flipped: fc.array(fc.nat({ max: 32 * words - 1 }), { maxLength: 2 }),
    word: fc.nat({ max: words - 1 }),
    shift: fc.nat({ max: 31 }),
    width: fc.integer({ min: 1, max: 31 }),
  }),
)

/** Runs code over the two vectors, and returns what it leaves. */
function run(
  first: readonly number[],
  second: readonly number[],
  code: (a: VectorCode, b: VectorCode, address: Local) => Code,
): { readonly left: number; readonly memory: Int32Array } {
  const builder = new FunctionBuilder()
  const address = builder.param('i32')
  const [a, b] = [new VectorCode(builder, first.length), new VectorCode(builder, first.length)]
  const memory = memoryOf(256, { isShared: false })
  const words = new Int32Array(memory.buffer)
  words.set(first, FIRST / 4)
  words.set(second, SECOND / 4)
  const body = [a.load(address.get, FIRST), b.load(address.get, SECOND), code(a, b, address)]
  return { left: instantiate(builder.module(body, false), memory)(0), memory: words }
}

const flip = (words: readonly number[], bits: readonly number[]): number[] =>
  words.map((word, at) => bits.reduce((now, bit) => (bit >> 5 === at ? now ^ (1 << (bit & 31)) : now), word))

test('two vectors in registers, or one in memory, differ if any bit does', () => {
  fc.assert(
    fc.property(pair, ({ first, flipped }) => {
      const second = flip(first, flipped)
      const differ = second.join() === first.join() ? 0 : 1
      expect(run(first, second, (a, b) => b.differs(a)).left).toBe(differ)
      expect(run(first, second, (a, _, address) => a.differsFromStored(address.get, SECOND)).left).toBe(differ)
    }),
  )
})

test('each word and each field is what it is in memory, wherever its place is known from', () => {
  fc.assert(
    fc.property(pair, ({ first, word, shift, width }) => {
      const mask = 2 ** Math.min(width, 32 - shift) - 1
      const shown = ((first[word] as number) >>> shift) & mask
      const field = 32 * word + shift
      expect(run(first, first, (a) => a.word(word)).left).toBe(first[word])
      expect(run(first, first, (a) => a.field(field, mask)).left).toBe(shown)
      const stored = (address: Local) => ({ address: address.get, offset: FIRST })
      const lookedUp = run(first, first, (a, _, at) => a.fieldAt(i32.const(field), i32.const(mask), stored(at)))
      expect(lookedUp.left).toBe(shown)
    }),
  )
})

test('a change keeps some bits and sets others, and is stored word by word', () => {
  fc.assert(
    fc.property(pair, ({ first, flipped }) => {
      const keep = first.map((word) => ~word)
      const set = flip(
        first.map(() => 0),
        flipped,
      )
      const [keepAt, setAt] = [SECOND, SECOND + 4 * first.length]
      const { memory } = run(first, [...keep, ...set], (a, b, address) => [
        b.change(a, address.get, keepAt, setAt),
        b.store(address.get, RESULT),
        i32.const(0),
      ])
      const changed = [...memory.subarray(RESULT / 4, RESULT / 4 + first.length)]
      expect(changed).toEqual(first.map((word, at) => (word & (keep[at] as number)) | (set[at] as number)))
    }),
  )
})
