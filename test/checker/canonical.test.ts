import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createMachine,
  initialTransition,
  setup,
  transition,
} from 'xstate'
import { canonicalKey, canonicalText, deepFreeze, sharing } from '../../checker/canonical.ts'
import { ModelError } from '../../checker/index.ts'

const text = (value: unknown) => canonicalText(value, 'here')

describe('the text of a value', () => {
  test.each<[string, unknown, unknown]>([
    ['undefined and a missing field', { a: undefined }, {}],
    ['undefined and null', undefined, null],
    ['a missing item and undefined at the end', [1], [1, undefined]],
    ['-0 and 0', -0, 0],
    ['NaN and null', Number.NaN, null],
    ['NaN and undefined', Number.NaN, undefined],
    ['infinity and null', Number.POSITIVE_INFINITY, null],
    ['the two infinities', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ['a number and its string', 1, '1'],
    ['a bigint and the number', 1n, 1],
    ['a bigint and its string', 1n, '1n'],
    ['true and its string', true, 'true'],
    ['null and its string', null, 'null'],
    ['undefined and its string', undefined, 'undefined'],
    ['an empty array and an empty object', [], {}],
    ['an array and an object with the same keys', ['a'], { 0: 'a' }],
    ['one string with a comma and two strings', ['a","b'], ['a', 'b']],
    ['a nested and a flat array', [[1], 2], [1, 2]],
    ['a key that looks like two', { 'a":1,"b': 2 }, { a: 1, b: 2 }],
    ['numbers that differ in the last bit', 0.1 + 0.2, 0.3],
  ])('keeps %s apart', (_, a, b) => {
    expect(text(a)).not.toBe(text(b))
  })

  test('does not depend on the order of keys, however deep', () => {
    const a = { x: 1, y: { p: [{ u: 1, v: 2 }], q: null } }
    const b = { y: { q: null, p: [{ v: 2, u: 1 }] }, x: 1 }
    expect(text(a)).toBe(text(b))
  })

  test('depends on the order of items', () => {
    expect(text([1, 2])).not.toBe(text([2, 1]))
  })

  test('is equal for two JSON values exactly if they are deeply equal', () => {
    // few keys and values, so that equal pairs and near misses are common
    const scalar = fc.constantFrom(null, true, false, 0, 1, -1, '', 'a', '0', 'null')
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        scalar,
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', ''), tie('value'), { maxKeys: 2 }),
      ),
    }))
    const pair = fc.oneof(
      fc.tuple(value, value),
      value.map((value): [unknown, unknown] => [value, backwards(value)]),
    )
    let equal = 0
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const same = deepEqual(a, b)
        if (same) equal++
        expect(text(a) === text(b)).toBe(same)
      }),
      { numRuns: 3000 },
    )
    expect(equal).toBeGreaterThan(1000)
  })

  test('of a copy of any JSON value is the same, and of another JSON value another', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(text(structuredClone(a))).toBe(text(a))
        expect(text(a) === text(b)).toBe(deepEqual(a, b))
      }),
    )
  })

  class Point {
    x = 1
  }

  test.each<[string, unknown, RegExp]>([
    ['a function', { run: () => {} }, /^here\.run holds a function; a context must be plain data$/],
    ['a symbol', [Symbol('a')], /^here\[0\] holds a symbol/],
    ['a Map', { deep: [{ map: new Map() }] }, /^here\.deep\[0\]\.map holds a Map/],
    ['a Set', { set: new Set() }, /^here\.set holds a Set/],
    ['a Date', { at: new Date(0) }, /^here\.at holds a Date/],
    ['a class instance', { at: new Point() }, /^here\.at holds a Point/],
    ['a typed array', { bytes: new Uint8Array(2) }, /^here\.bytes holds a Uint8Array/],
    ['an instance of a subclass of Array', { list: new (class Ring extends Array {})() }, /^here\.list holds a Ring/],
    [
      'an array with named fields',
      { match: /b/.exec('abc') },
      /^here\.match holds an array with holes or named fields/,
    ],
    ['an array with holes', { list: new Array(2) }, /^here\.list holds an array with holes or named fields/],
    ['a field under a symbol', { deep: { [Symbol('secret')]: 1 } }, /^here\.deep\.Symbol\(secret\) holds a field/],
    ['an accessor', Object.defineProperty({}, 'now', { get: () => 1, enumerable: true }), /^here\.now holds a field/],
    ['a field that is hidden', Object.defineProperty({}, 'secret', { value: 1 }), /^here\.secret holds a field/],
  ])('is refused for %s, by its place', (_, value, message) => {
    expect(() => text(value)).toThrow(ModelError)
    expect(() => text(value)).toThrow(message)
  })

  test('is refused for a value that contains itself', () => {
    const ring: { next?: unknown } = {}
    ring.next = ring
    expect(() => text(ring)).toThrow(ModelError)
    expect(() => text(ring)).toThrow(/^here\.next holds what it is inside of/)
  })

  test('is fine for a value that is there twice, and for an object without a prototype', () => {
    const shared = { a: 1 }
    expect(text([shared, shared])).toBe(text([{ a: 1 }, { a: 1 }]))
    expect(text(Object.assign(Object.create(null), { a: 1 }))).toBe(text({ a: 1 }))
  })
})

describe('the key of a snapshot', () => {
  const key = (snapshot: AnyMachineSnapshot) => canonicalKey('A', snapshot)

  /** Where a machine is after some events. */
  const arrive = (machine: AnyStateMachine, ...events: string[]): AnyMachineSnapshot => {
    let [snapshot] = initialTransition(machine) as [AnyMachineSnapshot, unknown]
    for (const type of events) [snapshot] = transition(machine, snapshot, { type }) as [AnyMachineSnapshot, unknown]
    return snapshot
  }

  test('tells states apart, and statuses of one state', () => {
    const machine = createMachine({ initial: 'a', on: { go: '.b' }, states: { a: {}, b: {} } })
    expect(key(arrive(machine))).not.toBe(key(arrive(machine, 'go')))
  })

  test('is the same for parallel regions, in whatever order they got where they are', () => {
    const region = (event: string) => ({ initial: 'off', states: { off: { on: { [event]: 'on' } }, on: {} } })
    const machine = createMachine({
      initial: 'apart',
      states: {
        apart: { type: 'parallel', states: { left: region('l'), right: region('r') }, on: { pause: 'paused' } },
        paused: {},
      },
    })
    expect(key(arrive(machine, 'l', 'r'))).toBe(key(arrive(machine, 'r', 'l')))
  })

  test('is the same for what a history state remembers of parallel regions, in whatever order', () => {
    const region = (event: string) => ({ initial: 'off', states: { off: { on: { [event]: 'on' } }, on: {} } })
    const machine = createMachine({
      initial: 'apart',
      states: {
        apart: {
          type: 'parallel',
          states: { left: region('l'), right: region('r'), memory: { type: 'history', history: 'deep' } },
          on: { pause: 'paused' },
        },
        paused: { on: { resume: 'apart.memory' } },
      },
    })
    expect(key(arrive(machine, 'l', 'r', 'pause'))).toBe(key(arrive(machine, 'r', 'l', 'pause')))
    expect(key(arrive(machine, 'l', 'pause'))).not.toBe(key(arrive(machine, 'r', 'pause')))
    expect(key(arrive(machine, 'l', 'r', 'pause', 'resume'))).toBe(key(arrive(machine, 'r', 'l', 'pause', 'resume')))
  })

  test('tells apart what a history state remembers', () => {
    const machine = createMachine({
      initial: 'inside',
      states: {
        inside: {
          initial: 'a',
          states: { a: { on: { next: 'b' } }, b: {}, back: { type: 'history' } },
          on: { out: 'outside' },
        },
        outside: { on: { in: 'inside.back' } },
      },
    })
    const [early, late] = [arrive(machine, 'out'), arrive(machine, 'next', 'out')]
    expect(early.value).toBe('outside')
    expect(late.value).toBe('outside')
    expect(key(early)).not.toBe(key(late))
    expect(key(arrive(machine, 'out', 'in', 'out'))).toBe(key(early))
  })

  test('tells apart what a final state hands out', () => {
    const machine = setup({
      types: { output: {} as string, events: {} as { type: 'answer'; word: string } },
    }).createMachine({
      initial: 'open',
      states: {
        open: { on: { answer: 'done' } },
        done: { type: 'final', output: ({ event }) => event.word },
      },
      output: ({ event }) => `${(event as unknown as { output: string }).output}`,
    })
    const [start] = initialTransition(machine)
    const [yes] = transition(machine, start, { type: 'answer', word: 'yes' })
    const [no] = transition(machine, start, { type: 'answer', word: 'no' })
    expect([yes.output, no.output]).toEqual(['yes', 'no'])
    expect(key(yes)).not.toBe(key(no))
  })

  test('names the machine in what it refuses', () => {
    const machine = createMachine({ context: { inner: { act: () => {} } } })
    expect(() => key(arrive(machine))).toThrow(/^machine "A", context\.inner\.act holds a function/)
  })
})

describe('freezing', () => {
  test('goes through and through', () => {
    const value = { list: [{ deep: { deeper: 1 } }], nothing: null }
    deepFreeze(value)
    expect(() => Object.assign(value.list[0]?.deep ?? {}, { deeper: 2 })).toThrow(TypeError)
    expect(() => value.list.push({ deep: { deeper: 3 } })).toThrow(TypeError)
  })

  test('does not stop at what was frozen only at its surface', () => {
    const value = Object.freeze({ inner: { count: 1 } })
    deepFreeze(value)
    expect(Object.isFrozen(value.inner)).toBe(true)
  })
})

/** An equal value whose keys come in the opposite order. */
function backwards(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(backwards)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, backwards(inner)]),
  )
}

/** Plain JSON only; -0 counts as another number than 0, as it does for the key. */
function deepEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return left.length === right.size && left.every(([key, value]) => right.has(key) && deepEqual(value, right.get(key)))
}

describe('shared values', () => {
  test('are one and the same exactly if their texts are equal', () => {
    const value = fc.jsonValue()
    const pair = fc.oneof(
      fc.tuple(value, value),
      value.map((value): [unknown, unknown] => [value, backwards(value)]),
    )
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const share = sharing()
        expect(Object.is(share(a), share(b))).toBe(text(a) === text(b))
        expect(text(share(a))).toBe(text(a))
      }),
    )
  })

  test('are frozen copies with sorted keys, however deep, and leave what was given as it is', () => {
    const given = { b: [{ z: 1, y: 2 }], a: JSON.parse('{"__proto__": 1}') }
    const shared = sharing()(given)
    expect(JSON.stringify(shared)).toBe('{"a":{"__proto__":1},"b":[{"y":2,"z":1}]}')
    expect(Object.isFrozen(shared) && Object.isFrozen(shared.b[0]) && Object.isFrozen(shared.b)).toBe(true)
    expect(Object.isFrozen(given) || Object.isFrozen(given.b)).toBe(false)
    expect(JSON.stringify(given)).toBe('{"b":[{"z":1,"y":2}],"a":{"__proto__":1}}')
  })
})
