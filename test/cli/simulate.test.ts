import { describe, expect, test } from 'vitest'
import { file, hmmcheck } from './run.ts'

const broken = ['fault-race', '--kernel', '5.11']

describe('simulate', () => {
  test('ends with 1 if a run breaks something, and says how to see the same again', () => {
    const { code, out, err } = hmmcheck('simulate', ...broken)
    expect(out).toMatch(/^VIOLATED {2}no-illegal-event \(illegal-event\)\n/)
    expect(out).toMatch(/\n {2}simulated {3}\d+ runs, [\d,]+ steps, [\d,]+ states/)
    expect(out).toMatch(/\n {2}seed {8}1: the same seed, depth and runs give the same answer\n/)
    expect(out).toMatch(/\n {2}found {7}in run \d+, after \d+ steps, shortened to \d+\n/)
    expect(err).toBe('')
    expect(code).toBe(1)
  })

  test('gives the same answer again, and another with another seed', () => {
    const run = (seed: string) => {
      const { seconds: _, ...rest } = JSON.parse(hmmcheck('simulate', ...broken, '--seed', seed, '--json').out)
      return rest
    }
    expect(run('1')).toEqual(run('1'))
    expect(run('2').found).not.toEqual(run('1').found)
  })

  test('saves what it finds, for a replay', () => {
    const there = file('simulated.json')
    hmmcheck('simulate', ...broken, '--save', there)
    expect(hmmcheck('replay', there)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Replays: .* the end breaks no-illegal-event\.\n$/),
    })
  })

  test('never says that anything holds: nothing broke is 3', () => {
    const { code, out } = hmmcheck('simulate', 'own-fault', '--runs', '10')
    expect(out).toMatch(
      /^INCOMPLETE {2}10 random runs of at most 10000 steps prove nothing; nothing broke up to here\n/,
    )
    expect(code).toBe(3)
  })
})

describe('check --max-switches', () => {
  test('names the bound in its verdict', () => {
    const { code, out } = hmmcheck('check', ...broken, '--max-switches', '2')
    expect(out).toMatch(/^INCOMPLETE {2}holds up to 2 context switches, runs with more are not explored; /)
    expect(code).toBe(3)
  })

  test('finds what needs no more than so many', () => {
    const { code, out } = hmmcheck('check', ...broken, '--max-switches', '3')
    expect(out).toMatch(/^VIOLATED {2}no-illegal-event \(illegal-event\)\n/)
    expect(out).toMatch(/Replay: hmmcheck check fault-race --kernel 5\.11 --max-switches 3 --save /)
    expect(code).toBe(1)
  })

  test('holds where it bounds nothing', () => {
    const whole = JSON.parse(hmmcheck('check', 'own-fault', '--json').out)
    const bounded = JSON.parse(hmmcheck('check', 'own-fault', '--max-switches', '100', '--json').out)
    expect(bounded).toMatchObject({ verdict: 'holds', states: whole.states, transitions: whole.transitions })
  })
})
