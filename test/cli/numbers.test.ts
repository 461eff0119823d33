import { expect, test } from 'vitest'
import { parseCount, parseSize, parseWorkers, showCount, showRate, showSeconds } from '../../cli/numbers.ts'

test.each([
  ['1', 1],
  ['500000', 500_000],
  ['20k', 20_000],
  ['3M', 3_000_000],
])('%s states are %d', (text, count) => {
  expect(parseCount('--max-states')(text)).toBe(count)
})

test.each([
  ['512', 512],
  ['64K', 65_536],
  ['500M', 524_288_000],
  ['8G', 8_589_934_592],
  ['2gb', 2_147_483_648],
])('%s of memory are %d bytes', (text, bytes) => {
  expect(parseSize('--max-memory')(text)).toBe(bytes)
})

test.each(['', '0', '-1', '1.5', '10X', 'many', '99999999999999T'])('"%s" is refused as a number', (text) => {
  expect(() => parseCount('--max-states')(text)).toThrow(
    `--max-states is "${text}"; allowed: a whole number from 1 on, for instance 500000, 500k or 2M`,
  )
  expect(() => parseSize('--max-memory')(text)).toThrow(/^--max-memory is ".*"; allowed: a size in bytes/)
})

test.each(['0', '-1', '257', '1.5', '2k', 'all', ''])('"%s" is refused as a number of workers', (text) => {
  expect(() => parseWorkers('--workers')(text)).toThrow(`--workers is "${text}"; allowed: a whole number from 1 to 256`)
})

test('1 to 256 workers are taken', () => {
  expect(['1', '16', '256'].map(parseWorkers('--workers'))).toEqual([1, 16, 256])
})

test('numbers are shown as people read them', () => {
  expect([showCount(1234567), showSeconds(0.123), showSeconds(75.25)]).toEqual(['1,234,567', '0.12 s', '75.3 s'])
  expect([showRate(850), showRate(12_300), showRate(3_449_000), showRate(Number.NaN)]).toEqual([
    '850',
    '12 k',
    '3.4 M',
    '-',
  ])
})
