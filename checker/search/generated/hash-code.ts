/** Code for hashes and homes, as in ../hash.ts and ../slots.ts. */
import { type Code, f64, i32, type Local } from '../../webassembly/instructions.ts'
import { FINISH, FINISH_SHIFT, MIX, MIX_SHIFT } from '../hash.ts'
import type { VectorCode } from './vector-code.ts'

/** Leaves the hash of a vector in a local variable. */
export function hashCode(hash: Local, vector: VectorCode, words: number): Code {
  const folded = (bits: number) => hash.set(i32.xor(hash.get, i32.shiftRight(hash.get, i32.const(bits))))
  return [
    hash.set(i32.const(0)),
    Array.from({ length: words }, (_, word) => [
      hash.set(i32.mul(i32.xor(hash.get, vector.word(word)), i32.const(MIX))),
      folded(MIX_SHIFT),
    ]),
    hash.set(i32.mul(hash.get, i32.const(FINISH))),
    folded(FINISH_SHIFT),
  ]
}

/** Where a hash belongs. */
export const homeCode = (hash: Code, scale: Code): Code => i32.fromFloat(f64.mul(f64.fromUnsigned(hash), scale))
