import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allFaults } from '../../bench/faults/index.ts'

test.each(allFaults)('the fault "$name" can be put into the checker', ({ file, find, put }) => {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  expect(source.split(find)).toHaveLength(2)
  expect(put).not.toBe(find)
})

test('faults have names of their own', () => {
  expect(new Set(allFaults.map(({ name }) => name)).size).toBe(allFaults.length)
})
