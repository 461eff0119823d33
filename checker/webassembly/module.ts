/** Puts a function together as a WebAssembly module, which works on memory that it is given. */
import { type Code, type Label, Local, type Type, unsigned } from './instructions.ts'

const TYPES: Readonly<Record<Type, number>> = { i32: 0x7f, i64: 0x7e, f64: 0x7c }

const NOTHING = 0x40
const END = 0x0b

/** What memories are measured in, and how many of them one can have. */
export const UNIT = 2 ** 16
const MOST_UNITS = 2 ** 16

/** A function that returns a number of 32 bits. */
export class FunctionBuilder {
  readonly #params: Local[] = []
  readonly #locals: Local[] = []

  /** Declares the next parameter; all of them come before the first local variable. */
  param(type: Type): Local {
    if (this.#locals.length > 0) throw new Error('internal: a parameter after a local variable')
    const param = new Local(type, this.#params.length)
    this.#params.push(param)
    return param
  }

  /** Declares a local variable; it begins as 0. */
  local(type: Type): Local {
    const local = new Local(type, this.#params.length + this.#locals.length)
    this.#locals.push(local)
    return local
  }

  /**
   * The module's bytes: it imports the memory `memory` of `host`, and exports this function as `run`.
   *
   * @param isShared whether threads share the memory
   */
  module(body: Code, isShared: boolean): Uint8Array {
    const limits = isShared ? [0x03, 1, ...unsigned(MOST_UNITS)] : [0x00, 1]
    const types = this.#params.map(({ type }) => TYPES[type])
    const locals = this.#locals.map(({ type }) => [1, TYPES[type]])
    const code: number[] = []
    encode(body, [], code)
    const entry = [...vector(locals), ...code, END]
    const bytes = [
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector([[0x60, ...vector(types.map((type) => [type])), 1, TYPES.i32]])),
      section(2, vector([[...name('host'), ...name('memory'), 0x02, ...limits]])),
      section(3, vector([[0]])),
      section(7, vector([[...name('run'), 0x00, 0]])),
      section(10, vector([[...unsigned(entry.length), ...entry]])),
    ]
    return Uint8Array.from(bytes.flat())
  }
}

/** What modules work on. Threads may send it to each other if it is shared. */
export interface Memory {
  readonly buffer: ArrayBufferLike
}

/** A memory of so many bytes, or some more. @throws RangeError if the machine does not give it */
export function memoryOf(bytes: number, { isShared }: { readonly isShared: boolean }): Memory {
  const initial = Math.ceil(bytes / UNIT)
  return new WebAssembly.Memory(isShared ? { initial, maximum: initial, shared: true } : { initial })
}

/** What a module exports. */
export type Exported = (...given: number[]) => number

/** The function that such a module exports. */
export function instantiate(bytes: Uint8Array, memory: Memory): Exported {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } })
  return exports.run as Exported
}

/** @param around the labels that the code is nested in, the innermost last */
function encode(code: Code, around: readonly Label[], bytes: number[]): void {
  if (typeof code === 'number') bytes.push(code)
  else if ('to' in code) bytes.push(code.opcode, ...unsigned(depthOf(code.to, around)))
  else if ('body' in code) {
    bytes.push(code.opcode, NOTHING)
    encode(code.body, [...around, code.label], bytes)
    bytes.push(END)
  } else for (const part of code) encode(part, around, bytes)
}

function depthOf(label: Label, around: readonly Label[]): number {
  const at = around.lastIndexOf(label)
  if (at < 0) throw new Error('internal: a branch out of nowhere')
  return around.length - 1 - at
}

const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content]

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()]

const name = (text: string): number[] => vector([...new TextEncoder().encode(text)].map((byte) => [byte]))
