/** Code for a state vector that is held in local variables: two words of it in each of 64 bits, and one in the last if they are odd. */
import { type Code, i32, i64, type Local } from '../../webassembly/instructions.ts'
import type { FunctionBuilder } from '../../webassembly/module.ts'

/** Bytes of a word. */
export const WORD = 4

/** The bytes of so many words. */
export const inBytes = (words: Code): Code => i32.shiftLeft(words, i32.const(2))

/** Where the vector of this number is, in bytes from the first. */
export const vectorAt = (number: Code, words: number): Code => i32.mul(number, i32.const(WORD * words))

/** @param at bytes from the beginning of the vector */
type OfHalf = (half: Local, typed: typeof i32 | typeof i64, at: number, number: number) => Code

export class VectorCode {
  readonly #halves: readonly Local[]

  constructor(builder: FunctionBuilder, words: number) {
    this.#halves = Array.from({ length: Math.ceil(words / 2) }, (_, half) =>
      builder.local(2 * half + 1 < words ? 'i64' : 'i32'),
    )
  }

  /** Takes the vector at an address. */
  load(address: Code, offset: number): Code {
    return this.#each((half, typed, at) => half.set(typed.load(address, offset + at)))
  }

  store(address: Code, offset: number): Code {
    return this.#each((half, typed, at) => typed.store(address, offset + at, half.get))
  }

  /** Makes it another, in which masks at an address keep some bits, and those `words` further on set some. */
  change(before: VectorCode, address: Code, keep: number, set: number): Code {
    return this.#each((half, typed, at, number) => {
      const kept = typed.and(before.#half(number).get, typed.load(address, keep + at))
      return half.set(typed.or(kept, typed.load(address, set + at)))
    })
  }

  /** Whether it is another than that one: 1 if so, or 0. */
  differs(from: VectorCode): Code {
    return this.#any((half, typed, _, number) => typed.differ(half.get, from.#half(number).get))
  }

  differsFromStored(address: Code, offset: number): Code {
    return this.#any((half, typed, at) => typed.differ(half.get, typed.load(address, offset + at)))
  }

  /** One of its words. */
  word(number: number): Code {
    const half = this.#half(number >> 1)
    if (half.type === 'i32') return half.get
    return i32.lowOf(number % 2 === 0 ? half.get : i64.shiftRight(half.get, i64.const(32)))
  }

  /** What the field shows whose place is known, as in ../layout.ts. */
  field(field: number, mask: number): Code {
    const half = this.#half(field >> 6)
    const shifted =
      half.type === 'i32'
        ? i32.shiftRight(half.get, i32.const(field & 31))
        : i32.lowOf(i64.shiftRight(half.get, i64.const(field & 63)))
    return i32.and(shifted, i32.const(mask))
  }

  /** What the field shows whose place and mask are looked up; `stored` is where in memory the vector is. */
  fieldAt(field: Code, mask: Code, stored: { readonly address: Code; readonly offset: number }): Code {
    const [first, second] = this.#halves
    if (first === undefined || second !== undefined) {
      const word = i32.and(i32.shiftRight(field, i32.const(3)), i32.const(-WORD))
      return i32.and(i32.shiftRight(i32.load(i32.add(stored.address, word), stored.offset), field), mask)
    }
    const shifted =
      first.type === 'i32'
        ? i32.shiftRight(first.get, field)
        : i32.lowOf(i64.shiftRight(first.get, i64.fromUnsigned(field)))
    return i32.and(shifted, mask)
  }

  #half(number: number): Local {
    return this.#halves[number] as Local
  }

  #each(code: OfHalf): Code[] {
    return this.#halves.map((half, number) => code(half, half.type === 'i32' ? i32 : i64, 2 * WORD * number, number))
  }

  #any(differs: OfHalf): Code {
    return this.#each(differs).reduce((some, one) => i32.or(some, one))
  }
}
