/**
 * WebAssembly's instructions, as functions that return code: `i32.add(a, b)` is the code that leaves the sum of what `a` and
 * `b` leave. Only those that the search loop is made of. Opcodes: WebAssembly Core Specification, section 5.4.
 */

/** Where a branch can go to: the end of a block, or the beginning of a loop. */
export class Label {
  readonly kind = 'label'
}

interface Structured {
  readonly opcode: number
  readonly label: Label
  readonly body: Code
}

interface Branch {
  readonly opcode: number
  readonly to: Label
}

/** Bytes, and what becomes bytes once it is known how deep it is nested. */
export type Code = number | Structured | Branch | readonly Code[]

export type Type = 'i32' | 'i64' | 'f64'

/** A parameter or local variable of a function. */
export class Local {
  readonly type: Type
  readonly #index: readonly number[]

  constructor(type: Type, index: number) {
    this.type = type
    this.#index = unsigned(index)
  }

  get get(): Code {
    return [0x20, this.#index]
  }

  set(value: Code): Code {
    return [value, 0x21, this.#index]
  }

  /** Makes a number of 32 bits so much more. */
  increase(by: number): Code {
    return this.set(i32.add(this.get, i32.const(by)))
  }
}

/** Signed numbers, least significant seven bits first. */
export function signed(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7) {
    const byte = rest & 0x7f
    const isLast = rest >> 6 === 0 || rest >> 6 === -1
    bytes.push(isLast ? byte : byte | 0x80)
    if (isLast) return bytes
  }
}

/** Numbers without sign, likewise. */
export function unsigned(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    const isLast = rest < 128
    bytes.push(isLast ? rest : (rest % 128) | 0x80)
    if (isLast) return bytes
  }
}

const one =
  (opcode: number) =>
  (a: Code): Code => [a, opcode]

const two =
  (opcode: number) =>
  (a: Code, b: Code): Code => [a, b, opcode]

/** @param alignment log2 of the bytes that addresses are multiples of */
const load =
  (opcode: Code, alignment: number) =>
  (address: Code, offset: number): Code => [address, opcode, alignment, unsigned(offset)]

/** Atomic ones want the exact alignment of what they work on. */
const compareExchange =
  (opcode: Code, alignment: number) =>
  (address: Code, offset: number, expected: Code, replacement: Code): Code => [
    address,
    expected,
    replacement,
    opcode,
    alignment,
    unsigned(offset),
  ]

const store =
  (opcode: Code, alignment: number) =>
  (address: Code, offset: number, value: Code): Code => [address, value, opcode, alignment, unsigned(offset)]

export const i32 = {
  const: (value: number): Code => [0x41, signed(value | 0)],
  load: load(0x28, 2),
  store: store(0x36, 2),
  isZero: one(0x45),
  equal: two(0x46),
  differ: two(0x47),
  isGreater: two(0x4a),
  isAtLeastUnsigned: two(0x4f),
  add: two(0x6a),
  sub: two(0x6b),
  mul: two(0x6c),
  and: two(0x71),
  or: two(0x72),
  xor: two(0x73),
  shiftLeft: two(0x74),
  shiftRight: two(0x76),
  lowOf: one(0xa7),
  fromFloat: one(0xab),
  compareExchange: compareExchange([0xfe, 0x48], 2),
} as const

/** Vectors of an odd number of words make their 64-bit halves lie at multiples of four bytes. */
export const i64 = {
  const: (value: number): Code => [0x42, signed(value | 0)],
  load: load(0x29, 2),
  store: store(0x37, 2),
  equal: two(0x51),
  differ: two(0x52),
  and: two(0x83),
  or: two(0x84),
  shiftRight: two(0x88),
  fromUnsigned: one(0xad),
} as const

export const f64 = {
  load: load(0x2b, 3),
  store: store(0x39, 3),
  one: [0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f] as Code,
  add: two(0xa0),
  mul: two(0xa2),
  fromUnsigned: one(0xb8),
} as const

export const block = (label: Label, body: Code): Code => ({ opcode: 0x02, label, body })
export const loop = (label: Label, body: Code): Code => ({ opcode: 0x03, label, body })
export const when = (condition: Code, body: Code): Code => [condition, { opcode: 0x04, label: new Label(), body }]
export const branch = (to: Label): Code => ({ opcode: 0x0c, to })
export const branchIf = (to: Label, condition: Code): Code => [condition, { opcode: 0x0d, to }]

/** Does something for each number from the one that `at` holds up to, but not with, `end`, `by` apart. */
export function upTo(at: Local, end: Code, by: number, body: Code): Code {
  const done = new Label()
  const next = new Label()
  return block(
    done,
    loop(next, [branchIf(done, i32.isAtLeastUnsigned(at.get, end)), body, at.increase(by), branch(next)]),
  )
}
