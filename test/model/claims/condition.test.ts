/** A condition is computed from cases; it must say of each case what was found, with no word too many. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Case, type Circumstances, conditionOf, describeCondition } from '../../../model/claims/condition.ts'

const cases = (...rows: [Circumstances, boolean][]): Case[] => rows.map(([when, isSo]) => ({ when, isSo }))

describe('conditionOf', () => {
  test('names the one circumstance that decides', () => {
    const found = conditionOf(
      cases(
        [{ lock: 'held', cpu: '1' }, true],
        [{ lock: 'held', cpu: '2' }, true],
        [{ lock: 'free', cpu: '1' }, false],
      ),
    )
    expect(found).toEqual({ always: { lock: 'held' }, oneOf: [] })
  })

  test('puts in front what is always needed, and then the alternatives', () => {
    const found = conditionOf(
      cases(
        [{ a: '1', b: '1', c: '1' }, true],
        [{ a: '1', b: '1', c: '0' }, true],
        [{ a: '1', b: '0', c: '1' }, true],
        [{ a: '1', b: '0', c: '0' }, false],
        [{ a: '0', b: '1', c: '1' }, false],
        [{ a: '0', b: '1', c: '0' }, false],
        [{ a: '0', b: '0', c: '1' }, false],
      ),
    )
    expect(found).toEqual({ always: { a: '1' }, oneOf: [{ b: '1' }, { c: '1' }] })
  })

  test('counts the same circumstances as so only if every case of them is', () => {
    const twice = cases([{ a: '1' }, true], [{ a: '1' }, false], [{ a: '0' }, true])
    expect(conditionOf(twice)).toEqual({ always: { a: '0' }, oneOf: [] })
  })

  test.each([
    { what: 'there are no cases', all: cases() },
    { what: 'all are so', all: cases([{ a: '1' }, true], [{ a: '0' }, true]) },
    { what: 'none is so', all: cases([{ a: '1' }, false], [{ a: '0' }, false]) },
  ])('says nothing if $what', ({ all }) => {
    expect(conditionOf(all)).toBeUndefined()
  })

  const bits = (i: number): Circumstances =>
    Object.fromEntries([...'abcd'].map((name, j) => [name, String((i >> j) & 1)]))
  const functions = fc.array(fc.boolean(), { minLength: 16, maxLength: 16 })
  const isIn = (when: Circumstances, part: Circumstances) =>
    Object.entries(part).every(([name, value]) => when[name] === value)
  const combinations = (found: NonNullable<ReturnType<typeof conditionOf>>) =>
    found.oneOf.length === 0 ? [found.always] : found.oneOf.map((part) => ({ ...found.always, ...part }))

  test('agrees with every case of any function of four circumstances', () => {
    fc.assert(
      fc.property(functions, (isSo) => {
        const found = conditionOf(isSo.map((value, i) => ({ when: bits(i), isSo: value })))
        if (found === undefined) return isSo.every((value) => value === isSo[0])
        return isSo.every((value, i) => combinations(found).some((part) => isIn(bits(i), part)) === value)
      }),
    )
  })

  test('asks for no circumstance that could be left out', () => {
    fc.assert(
      fc.property(functions, (isSo) => {
        const found = conditionOf(isSo.map((value, i) => ({ when: bits(i), isSo: value })))
        if (found === undefined) return true
        return combinations(found).every((part) =>
          Object.keys(part).every((left) => {
            const rest = Object.fromEntries(Object.entries(part).filter(([name]) => name !== left))
            return isSo.some((value, i) => isIn(bits(i), rest) && !value)
          }),
        )
      }),
    )
  })
})

describe('describeCondition', () => {
  test.each([
    { always: { a: 'it rains' }, oneOf: [], says: 'it rains' },
    {
      always: {},
      oneOf: [{ a: 'it rains' }, { b: 'it snows', c: 'it is cold' }],
      says: 'either it rains, or it snows and it is cold',
    },
    {
      always: { d: 'it is winter' },
      oneOf: [{ a: 'it rains' }, { b: 'it snows' }],
      says: 'it is winter, and besides either it rains, or it snows',
    },
  ])('$says', ({ always, oneOf, says }) => {
    expect(describeCondition({ always, oneOf } as Parameters<typeof describeCondition>[0])).toBe(says)
  })
})
