import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainAscii, wrap } from '../../../checker/trace/wrap.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b', '_', ' ', '(', '.', '-', '>'), maxLength: 120 })

describe('wrap', () => {
  test('no line is longer than the width', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 6, max: 40 }), fc.constantFrom('', '  ', '    '), (text, width, hang) => {
        for (const line of wrap(text, width, hang)) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })

  test('nothing but white space gets lost', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 6, max: 40 }), (text, width) => {
        expect(wrap(text, width, '  ').join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      }),
    )
  })

  test('a long name is broken after an underscore', () => {
    expect(wrap('migrate_everything_at_once', 12)).toEqual(['migrate_', 'everything_', 'at_once'])
  })

  test('a name keeps its parentheses', () => {
    expect(wrap('collect_all()', 12)).toEqual(['collect_', 'all()'])
  })

  test('an arrow starts a line rather than ending one', () => {
    expect(wrap('pte: one two -> three', 15)).toEqual(['pte: one two', '-> three'])
  })

  test('an empty text is one empty line', () => {
    expect(wrap('', 10)).toEqual([''])
  })
})

describe('plainAscii', () => {
  test('typographic signs and accents become what a plain-text mail can carry', () => {
    expect(plainAscii('a → b – “Jérôme’s” … 3 × 4\t≠ 日')).toBe('a -> b - "Jerome\'s" ... 3 x 4 != ?')
  })

  test('whatever goes in, ASCII comes out', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => /^[\n -~]*$/.test(plainAscii(text))))
  })
})
