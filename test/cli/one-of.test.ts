import { expect, test } from 'vitest'
import { oneOf } from '../../cli/one-of.ts'

test('a name that exists is taken as it is', () => {
  expect(oneOf('fruit', 'pear', ['apple', 'pear'])).toBe('pear')
})

test('a misspelt name is refused with the closest one, and all that are allowed', () => {
  expect(() => oneOf('fruit', 'aple', ['apple', 'pear'])).toThrow(
    'unknown fruit "aple"; did you mean "apple"? allowed: apple, pear',
  )
})

test('the beginning of a name is taken for that name, however long the rest is', () => {
  expect(() => oneOf('fruit', 'pine', ['plum', 'pineapple'])).toThrow('did you mean "pineapple"?')
})

test('a name that resembles nothing gets no suggestion', () => {
  expect(() => oneOf('fruit', 'xyz', ['apple', 'pear'])).toThrow('unknown fruit "xyz"; allowed: apple, pear')
})

test('where nothing is allowed, that is said', () => {
  expect(() => oneOf('device', 'A', [])).toThrow('unknown device "A"; there is none to choose here')
})
