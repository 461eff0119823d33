import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { putInto } from '../../bench/faults/fault.ts'
import { allFaults } from '../../bench/faults/index.ts'

test.each(allFaults)('the fault "$name" can be put into the checker', (fault) => {
  const source = readFileSync(new URL(`../../${fault.file}`, import.meta.url), 'utf8')
  expect(putInto(source, fault)).not.toBe(source)
})

test('faults have names of their own', () => {
  expect(new Set(allFaults.map(({ name }) => name)).size).toBe(allFaults.length)
})
