/** Writes out how the entries of an index are spread over more slots, as WebAssembly: `spreadPart` of ../slots.ts. */
import { block, branch, branchIf, type Code, i32, Label, loop, upTo, when } from '../../webassembly/instructions.ts'
import { FunctionBuilder } from '../../webassembly/module.ts'
import { GROUP } from '../slots.ts'
import type { StorePlaces } from './add-code.ts'
import { hashCode, homeCode } from './hash-code.ts'
import { inBytes, VectorCode, vectorAt, WORD } from './vector-code.ts'

interface Spreading {
  readonly words: number
  /** Whether other threads put entries in at the same time. */
  readonly isShared: boolean
  /** Where this thread may keep numbers of states, and where there is room for one word more, which is none. */
  readonly numbers: number
  readonly endOfNumbers: number
}

/** What the function returns if a row of taken slots is longer than can be. */
export const TOO_LONG = -2

/**
 * The module of a function that spreads one group. It takes the highest slot that is left, and the lowest of the part; the
 * mask of numbers that there has been, and the scale and bits that there will be. It returns the highest slot that is left
 * then.
 */
export function spreadCode({ words, isShared, numbers, endOfNumbers }: Spreading, store: StorePlaces): Uint8Array {
  const builder = new FunctionBuilder()
  const slot = builder.param('i32')
  const low = builder.param('i32')
  const mask = builder.param('i32')
  const scale = builder.param('f64')
  const bits = builder.param('i32')
  const [end, at, entry, number] = [local(), local(), local(), local()]
  const [hash, home, tag] = [local(), local(), local()]
  const vector = new VectorCode(builder, words)
  const index = (place: Code) => i32.load(inBytes(place), store.index)
  return builder.module([takeOut(), putIn(), slot.get], isShared)

  function local() {
    return builder.local('i32')
  }

  /** Takes out whole rows, until they are enough; what they stand for is loaded, so that cache misses overlap. */
  function takeOut(): Code {
    const done = new Label()
    const down = new Label()
    const free = new Label()
    const enough = i32.const(numbers + (WORD * GROUP) / 2)
    return [
      end.set(i32.const(numbers)),
      block(
        done,
        loop(down, [
          branchIf(done, i32.isGreater(low.get, slot.get)),
          entry.set(index(slot.get)),
          block(free, [
            branchIf(free, i32.isZero(entry.get)),
            when(i32.equal(end.get, i32.const(endOfNumbers)), [slot.set(i32.const(TOO_LONG)), branch(done)]),
            number.set(i32.sub(i32.and(entry.get, mask.get), i32.const(1))),
            i32.store(end.get, 0, number.get),
            end.increase(WORD),
            i32.store(inBytes(slot.get), store.index, i32.const(0)),
            tag.set(i32.xor(tag.get, i32.load(vectorAt(number.get, words), store.vectors))),
            slot.increase(-1),
            branch(down),
          ]),
          branchIf(done, i32.isAtLeastUnsigned(end.get, enough)),
          slot.increase(-1),
          branch(down),
        ]),
      ),
      i32.store(i32.const(0), endOfNumbers, tag.get), // without a use its loads might be dropped
    ]
  }

  function putIn(): Code {
    const probing = new Label()
    const isIn = new Label()
    return [
      at.set(i32.const(numbers)),
      upTo(at, end.get, WORD, [
        number.set(i32.load(at.get, 0)),
        vector.load(vectorAt(number.get, words), store.vectors),
        hashCode(hash, vector, words),
        home.set(homeCode(hash.get, scale.get)),
        tag.set(i32.or(i32.shiftLeft(hash.get, bits.get), i32.add(number.get, i32.const(1)))),
        block(isIn, loop(probing, [when(i32.isZero(index(home.get)), enter(isIn)), home.increase(1), branch(probing)])),
      ]),
    ]
  }

  function enter(isIn: Label): Code {
    if (!isShared) return [i32.store(inBytes(home.get), store.index, tag.get), branch(isIn)]
    const address = i32.add(inBytes(home.get), i32.const(store.index))
    return branchIf(isIn, i32.isZero(i32.compareExchange(address, 0, i32.const(0), tag.get)))
  }
}
