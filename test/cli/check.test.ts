import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { file, hmmcheck } from './run.ts'

const broken = ['check', 'own-fault', '--driver', 'A=test_hmm']

describe('check', () => {
  test('ends with 0 and says so if the scenario holds', () => {
    const { code, out, err } = hmmcheck('check', 'own-fault')
    expect(out).toMatch(/^HOLDS {2}in every reachable state\n/)
    expect(out).toMatch(/\n {2}drivers {5}A=contract\n/)
    expect(out).toMatch(/\n {2}searched {4}[\d,]+ states, [\d,]+ transitions, depth \d+, /)
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  test('ends with 1, the race and the replay command if a promise breaks', () => {
    const { code, out } = hmmcheck(...broken)
    const [summary = '', title = '', race = '', closing = '', replay = ''] = out.split('\n\n')
    expect(summary).toMatch(/^VIOLATED {2}[\w-]+ \([\w-]+\)\n/)
    expect(title).toBe('own-fault, Linux 7.0, driver test_hmm')
    expect(race).toMatch(/^GPU A \w+.*\n-+.*\n/)
    expect(closing.replaceAll('\n', ' ')).toMatch(/ is broken: .*the promise .* is written down in /)
    expect(replay).toMatch(
      /^Replay: hmmcheck check own-fault --driver A=test_hmm --save own-fault\.json; hmmcheck replay /,
    )
    expect(code).toBe(1)
  })

  test('prints a race that can be pasted into a mail: ASCII, at most 100 columns', () => {
    for (const line of hmmcheck(...broken)
      .out.split('\n\n')
      .slice(1, 3)
      .join('\n')
      .split('\n')) {
      expect(line).toMatch(/^[ -~]*$/)
      expect(line.length).toBeLessThanOrEqual(100)
    }
  })

  test('names what was left out of the search', () => {
    const asked = ['check', 'fault-race', '--kernel', '6.12', '--symmetry', '--partial-order']
    expect(hmmcheck(...asked).out).toMatch(/^ {2}left out {4}what symmetry and partial order allow$/m)
  })

  test('without a terminal prints no colours', () => {
    expect(hmmcheck(...broken).out).not.toContain('\u001B')
  })

  test('as JSON is one document with the fields that scripts rely on', () => {
    const { code, out } = hmmcheck(...broken, '--json')
    const document = JSON.parse(out)
    expect(document).toMatchObject({
      version: 1,
      scenario: 'own-fault',
      drivers: { A: 'test_hmm' },
      verdict: 'violated',
      violated: { kind: expect.any(String), property: expect.any(String) },
      workers: 1,
      reductions: [],
    })
    expect(Object.keys(document)).toEqual(
      expect.arrayContaining([
        'kernel',
        'switches',
        'states',
        'transitions',
        'depth',
        'seconds',
        'bytesPerState',
        'coverage',
      ]),
    )
    for (const step of document.trace)
      expect(step).toMatchObject({
        thread: expect.any(String),
        event: expect.any(String),
        function: expect.any(String),
      })
    expect(document.trace).toHaveLength(document.depth)
    expect(code).toBe(1)
  })

  test('checks only the property that was asked for', () => {
    const { code, out } = hmmcheck(...broken, '--property', 'zero-page-immutable', '--property', 'no-deadlock')
    expect(out).toContain('\n  properties  zero-page-immutable, no-deadlock\n')
    expect(code).toBe(0)
  })

  test('says which switches were set by hand', () => {
    const { out } = hmmcheck('check', 'own-fault', '--kernel', '5.11', '--set', 'holeNotify=none')
    expect(out).toContain('\n  kernel      5.11 with holeNotify=none\n')
  })

  test('lists transitions that never fired if asked to', () => {
    expect(hmmcheck('check', 'own-fault', '--coverage').out).toMatch(
      /\n\n\d+ of \d+ transitions never fired:\n {2}pte\n/,
    )
  })

  test('ends with 3 at a limit, and does not say that anything holds', () => {
    const { code, out } = hmmcheck('check', 'own-fault', '--max-states', '10')
    expect(out).toMatch(/^INCOMPLETE {2}.*10/)
    expect(out).not.toMatch(/HOLDS/)
    expect(code).toBe(3)
  })

  test('saves nothing, and says so, if there is no trace', () => {
    const { code, err } = hmmcheck('check', 'own-fault', '--save', file('none.json'))
    expect(err).toMatch(/^hmmcheck: there is no trace to save, so ".*none\.json" is not written\n$/)
    expect(code).toBe(0)
  })

  test('writes the same file every time', () => {
    const [first, second] = [file('first.json'), file('second.json')]
    hmmcheck(...broken, '--save', first)
    hmmcheck(...broken, '--save', second)
    expect(readFileSync(first, 'utf8')).toBe(readFileSync(second, 'utf8'))
  })
})
