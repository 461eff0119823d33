import pc from 'picocolors'
import { expect, test } from 'vitest'
import { formatTable } from '../../../cli/reports/verdict-table.ts'
import { tableDocument } from '../../../cli/reports/verdict-table-json.ts'
import { holds, violated } from './results.ts'

const plain = pc.createColors(false)
const row = {
  scenario: 'door',
  kernel: '5.11',
  driver: 'contract',
  result: holds,
  sameAs: undefined,
  isRecorded: true,
  surprise: undefined,
}

test('the table has one row per verdict and no frame', () => {
  const rows = [row, { ...row, kernel: '5.4', driver: 'A test_hmm, B nouveau', result: violated }]
  expect(`\n${formatTable(rows, plain)}\n`).toMatchInlineSnapshot(`
    "
       scenario  kernel  driver                 verdict   property broken  states  depth  seconds
       door      5.11    contract               holds                       1,234     12     0.46
       door      5.4     A test_hmm, B nouveau  violated  one-at-a-time     1,234     12     0.46

    2 verdicts, all as expected.
    "
  `)
})

test('a surprise is marked, and explained below the table', () => {
  const rows = [
    row,
    { ...row, kernel: '5.4', result: violated, surprise: 'expected holds, got violated (one-at-a-time)' },
  ]
  expect(`\n${formatTable(rows, plain)}\n`).toMatchInlineSnapshot(`
    "
       scenario  kernel  driver    verdict   property broken  states  depth  seconds
       door      5.11    contract  holds                       1,234     12     0.46
    !  door      5.4     contract  violated  one-at-a-time     1,234     12     0.46

    1 of 2 verdicts are a surprise:
    ! door, 5.4, contract: expected holds, got violated (one-at-a-time)
    "
  `)
})

test('rows without a record are counted, not listed', () => {
  const rows = [row, { ...row, isRecorded: false, surprise: 'holds; no verdict is recorded yet' }]
  expect(formatTable(rows, plain)).toMatch(
    /\n\n1 of 2 verdicts are a surprise:\n! for 1 of them no verdict is recorded yet$/,
  )
})

test('rows that share a search say so', () => {
  const rows = [row, { ...row, kernel: '6.1', sameAs: '5.11' }]
  expect(`\n${formatTable(rows, plain)}\n`).toMatchInlineSnapshot(`
    "
       scenario  kernel  driver    verdict  property broken  states  depth  seconds
       door      5.11    contract  holds                      1,234     12     0.46
       door      6.1     contract  holds                      1,234     12  as 5.11

    2 verdicts, all as expected.
    Searched for 1 of 2 rows; "as 5.11": the search for 5.11 looked at nothing in which the two kernels differ.
    "
  `)
})

test('as a document it counts the surprises and the searches', () => {
  expect(tableDocument([row, { ...row, surprise: 'odd', sameAs: '5.4' }], false)).toMatchObject({
    interrupted: false,
    searches: 1,
    surprises: 1,
    rows: [
      { surprise: null, sameAs: null },
      { surprise: 'odd', sameAs: '5.4' },
    ],
  })
})
