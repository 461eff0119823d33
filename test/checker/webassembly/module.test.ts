import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  block,
  branch,
  branchIf,
  f64,
  i32,
  i64,
  Label,
  loop,
  signed,
  unsigned,
  when,
} from '../../../checker/webassembly/instructions.ts'
import { FunctionBuilder, instantiate } from '../../../checker/webassembly/module.ts'

const memory = () => new WebAssembly.Memory({ initial: 1 })

// the two examples of the specification of DWARF, version 4, figure 22 and 23
test.each([
  [2, [2]],
  [127, [127]],
  [128, [0x80, 1]],
  [129, [0x81, 1]],
  [12_857, [0xb9, 0x64]],
])('%i without sign is %j', (value, bytes) => {
  expect(unsigned(value)).toEqual(bytes)
})

test.each([
  [2, [2]],
  [-2, [0x7e]],
  [127, [0xff, 0]],
  [-127, [0x81, 0x7f]],
  [128, [0x80, 1]],
  [-129, [0xff, 0x7e]],
])('%i with a sign is %j', (value, bytes) => {
  expect(signed(value)).toEqual(bytes)
})

test('every constant is what it was', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 63, 64, -64, -65)), (value) => {
      expect(instantiate(new FunctionBuilder().module(i32.const(value), false), memory())()).toBe(value)
    }),
  )
})

test('loops, blocks and branches go where they say: the sum of the numbers below one, without its multiples of three', () => {
  const builder = new FunctionBuilder()
  const end = builder.param('i32')
  const [at, sum, left] = [builder.local('i32'), builder.local('i32'), builder.local('i32')]
  const [done, next, skip] = [new Label(), new Label(), new Label()]
  const body = [
    block(
      done,
      loop(next, [
        branchIf(done, i32.isAtLeastUnsigned(at.get, end.get)),
        block(skip, [
          left.set(at.get),
          loop(skip, []), // a label may be used again inside
          branchIf(skip, i32.isZero(i32.sub(left.get, i32.mul(thirds(left.get), i32.const(3))))),
          sum.set(i32.add(sum.get, at.get)),
        ]),
        at.set(i32.add(at.get, i32.const(1))),
        branch(next),
      ]),
    ),
    when(i32.isGreater(sum.get, i32.const(1000)), sum.set(i32.const(-1))),
    sum.get,
  ]
  const run = instantiate(builder.module(body, false), memory())
  expect(run(10)).toBe(1 + 2 + 4 + 5 + 7 + 8)
  expect(run(0)).toBe(0)
  expect(run(1000)).toBe(-1)

  function thirds(value: ReturnType<typeof i32.const>) {
    return i32.fromFloat(f64.mul(f64.fromUnsigned(value), [0x44, ...new Uint8Array(Float64Array.of(0.34).buffer)]))
  }
})

test('numbers of 64 bits are two words in memory, the low one first', () => {
  const builder = new FunctionBuilder()
  const value = builder.local('i64')
  const space = memory()
  const words = new Int32Array(space.buffer)
  words.set([0x1234_5678, -2], 1)
  const body = [
    value.set(i64.load(i32.const(0), 4)),
    i64.store(i32.const(0), 16, value.get),
    i32.lowOf(i64.shiftRight(value.get, i64.const(32))),
  ]
  expect(instantiate(builder.module(body, false), space)()).toBe(-2)
  expect([...words.subarray(4, 6)]).toEqual([0x1234_5678, -2])
})

test('in memory that is shared, a slot is taken by the first who claims it', () => {
  const builder = new FunctionBuilder()
  const mine = builder.param('i32')
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const claim = instantiate(builder.module(i32.compareExchange(i32.const(64), 0, i32.const(0), mine.get), true), shared)
  expect([claim(7), claim(8)]).toEqual([0, 7])
  expect(new Int32Array(shared.buffer)[16]).toBe(7)
})
