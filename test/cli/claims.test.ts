import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hmmcheck } from './run.ts'

describe('claims', () => {
  test('of a document are listed with their status, and a condition where there is one', () => {
    const { code, out } = hmmcheck('claims', '001')
    expect(out).toMatch(/^001: \[PATCH v2 0\/3\] mmu notifier contextual informations\n/)
    expect(out).toMatch(/\n {2}001\.p2 {4}CONFIRMED {4}When the VMA is unmapped/)
    expect(out).toMatch(/\n {2}001\.p3\.2 {2}CONDITIONAL {2}To take every event.*\n {25}if only device faults write/)
    expect(out).toMatch(/\n5 claims: 2 confirmed, 3 conditional; all as expected\.\n$/)
    expect(code).toBe(0)
  })

  test('that are refuted come with the shortest race', () => {
    const { out } = hmmcheck('claims', '002.p1')
    const [summary = '', searched = '', which = '', title = '', race = '', closing = ''] = out.split('\n\n')
    expect(summary).toMatch(/^REFUTED {2}002\.p1\n/)
    expect(summary).toMatch(/\n {2}true if {5}no device ever faults to read/)
    expect(searched).toMatch(/\n {2}- hole-race, 5\.11, holeNotify=none, contract: hole-replaced-mirrors-gone breaks/)
    expect(searched).toMatch(/\n {2}\+ hole-race, 5\.11, contract: every promise holds \(must be so/)
    expect(which).toBe('The shortest race:')
    expect(title).toBe('hole-race, Linux 5.11 with holeNotify=none (in no release), driver contract, run for ever')
    expect(race).toMatch(/^GPU A driver +GPU B driver\n-+ +-+\n/)
    expect(closing).toMatch(/^hole-replaced-mirrors-gone is broken: /)
  })

  test('about what can come about end with the situation, not with a broken promise', () => {
    expect(hmmcheck('claims', '001.p3.2').out).toMatch(
      /\n\nHere an update step fills a mirror after MADV_DONTNEED's callback\.\n$/,
    )
  })

  test('fit into a mail: at most 100 columns', () => {
    for (const line of hmmcheck('claims', '003.p1.0').out.split('\n'))
      expect(line.length, line).toBeLessThanOrEqual(100)
  })

  test('as JSON are one document with what was asked, predicted and found', () => {
    const { code, out } = hmmcheck('claims', '001', '--json')
    const { version, surprises, claims } = JSON.parse(out)
    expect({ version, surprises }).toEqual({ version: 1, surprises: 0 })
    expect(claims[2]).toMatchObject({
      id: '001.p3.2',
      document: '001',
      status: 'conditional',
      condition: { always: { maps: 'only device faults write entries' }, oneOf: [] },
      surprise: null,
    })
    const { checks, shown, trace } = claims[2]
    expect(checks[shown]).toMatchObject({
      role: 'decides',
      predicts: 'not reached',
      finding: 'reached',
      cameTrue: false,
    })
    expect(trace).toHaveLength(checks[shown].depth)
    expect(code).toBe(0)
  })

  test('that do not exist are refused in one line', () => {
    const { code, err } = hmmcheck('claims', '002.p9')
    expect(err).toMatch(/^hmmcheck: unknown claim "002\.p9"; did you mean "002\.p\d"\? allowed: .*\n$/)
    expect(code).toBe(2)
  })
})

test('a situation that was reached replays', () => {
  const file = fileURLToPath(new URL('../../traces/claims/001.p3.2.json', import.meta.url))
  expect(hmmcheck('replay', file)).toMatchObject({ code: 0, err: '' })
})
