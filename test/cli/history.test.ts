/** `hmmcheck mutations` and `hmmcheck bugs`, and what comes of a mutated model. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { file, hmmcheck, interrupted } from './run.ts'

describe('mutations', () => {
  test('shows of one what it is, how it is made, and its shortest race', () => {
    const { code, out } = hmmcheck('mutations', 'no-pin-test')
    expect(out).toMatch(/^CAUGHT {2}by pinned-not-moved \(step\), after \d+ steps\n/)
    expect(out).toMatch(/ {2}mutation {4}no-pin-test: a migration that does not look at references\n/)
    expect(out).toContain('other words in the paths: `src is pinned`, `src has an unexplained reference`')
    expect(out).toMatch(/ {2}without it {2}holds, [\d,]+ states\n/)
    expect(out).toMatch(/^GPU A migrate +CPU +GUP$/m)
    expect(code).toBe(0)
  })

  test('names the bugs that one stands for, and the other promises that catch it', () => {
    const { out } = hmmcheck('mutations', 'unlocked-remove')
    expect(out).toMatch(/ {2}stands for {2}S6: .*; 319561669a59\s+\(5\.18\)\n/)
    expect(out).toContain('the kernel has intervalRemove=unlocked')
    expect(hmmcheck('mutations', 'read-only-ignored').out).toMatch(
      /also breaks zero-page-immutable: violated after \d+ steps/,
    )
  })

  test('says why nothing catches one, or what the model lacks for it', () => {
    const uncaught = hmmcheck('mutations', 'list-refuses')
    expect(uncaught.out).toMatch(/^NOT CAUGHT {2}by any promise\n/)
    expect(uncaught.out).toMatch(/the driver has another `hlist`\n/)
    expect(uncaught.code).toBe(0)
    const far = hmmcheck('mutations', 'reference-after-lock')
    expect(far.out).toMatch(/^OUT OF REACH {2}it does so only for large folios/)
    expect(far.code).toBe(0)
  })

  test('ends with 3 if it is interrupted', async () => {
    const { code, out } = await interrupted('SIGINT', 1500, 'mutations', '--json')
    expect(JSON.parse(out)).toMatchObject({ interrupted: true })
    expect(code).toBe(3)
  })
})

describe('bugs', () => {
  test('shows of one what ended it, both of its checks, and its shortest race', () => {
    const { code, out } = hmmcheck('bugs', 'S6')
    expect(out).toMatch(/^FOUND {2}S6\n/)
    expect(out).toMatch(/ {2}fixed by {4}319561669a59 \(5\.18\)\n/)
    expect(out).toMatch(
      / {2}found by {4}hmmcheck check register --kernel 5\.17: violated \(no-callback-after-remove\), \d+ steps\n/,
    )
    expect(out).toMatch(/ {2}repaired {4}hmmcheck check register --kernel 5\.18: holds\n/)
    expect(out).toContain('no-callback-after-remove is broken')
    expect(code).toBe(0)
  })

  test('says why one is out of reach', () => {
    const { code, out } = hmmcheck('bugs', 'T1')
    expect(out).toMatch(/^OUT OF REACH {2}T1\n/)
    expect(out).toMatch(/ {2}why {9}no huge pages\n/)
    expect(code).toBe(0)
  })
})

describe('what comes of a mutated model says so', () => {
  const saved = file('mutated.json')
  const mutated = ['pinned', '--mutation', 'no-pin-test']
  const check = hmmcheck('check', ...mutated, '--save', saved)
  const says = /in a model\s+with the mutation "no-pin-test" \(a migration that does not look at references\)/

  test('the verdict and its race', () => {
    expect(check.out).toContain('  mutation    no-pin-test: a migration that does not look at references\n')
    expect(check.out).toMatch(says)
    expect(check.code).toBe(1)
  })

  test('the command that repeats it', () => {
    const { out } = hmmcheck('check', ...mutated)
    expect(out).toContain('Replay: hmmcheck check pinned --mutation no-pin-test --save pinned.json;')
  })

  test.each(['race', 'mermaid', 'itf'])('the saved trace as %s', (format) => {
    const { out } = hmmcheck('trace', saved, '--format', format)
    expect(out.replaceAll('<br/>', ' ').replaceAll(/\\"|#quot;|#34;/g, '"')).toMatch(says)
  })

  test('the file, which keeps what the promise said as it was', () => {
    const { setup, violation } = JSON.parse(readFileSync(saved, 'utf8'))
    expect(setup.mutation).toBe('no-pin-test')
    expect(violation.clause).not.toContain('mutation')
  })

  test('the replay', () => {
    const { code, out } = hmmcheck('replay', saved)
    expect(out).toMatch(/^Replays: .*\nThe model has the mutation "no-pin-test" /)
    expect(JSON.parse(hmmcheck('replay', saved, '--json').out)).toMatchObject({
      replays: true,
      mutation: 'no-pin-test',
    })
    expect(code).toBe(0)
  })

  test('and a trace of a mutation that is gone cannot be replayed', () => {
    const gone = file('gone.json', readFileSync(saved, 'utf8').replace('"no-pin-test"', '"no-longer"'))
    const { code, err } = hmmcheck('replay', gone)
    expect(err).toMatch(/gone\.json: unknown mutation "no-longer"/)
    expect(code).toBe(2)
  })

  test('a mutated model owes no witness', () => {
    // what the fault makes unreachable is the invalidation of the split, which is a witness
    expect(hmmcheck('check', 'thp-split', '--mutation', 'split-without-notice').code).toBe(0)
  })
})
