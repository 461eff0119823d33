import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { file, hmmcheck } from './run.ts'

const saved = file('saved.json')

beforeAll(() => {
  expect(hmmcheck('check', 'own-fault', '--driver', 'A=test_hmm', '--save', saved).code).toBe(1)
})

/** The saved file after `change`, under another name. */
function edited(
  name: string,
  change: (document: { setup: Record<string, unknown>; trace: { steps: { event: string }[] } }) => void,
) {
  const document = JSON.parse(readFileSync(saved, 'utf8'))
  change(document)
  return file(name, JSON.stringify(document))
}

describe('a saved trace', () => {
  test('is printed in every format', () => {
    expect(hmmcheck('trace', saved).out).toMatch(/^own-fault, Linux 7\.0, driver test_hmm\n\nGPU A \w+.*\n-+.*\n/)
    expect(hmmcheck('trace', saved, '--format', 'mermaid').out).toMatch(/^sequenceDiagram\n {2}participant /)
    expect(JSON.parse(hmmcheck('trace', saved, '--format', 'itf').out)).toMatchObject({
      '#meta': { source: 'own-fault' },
    })
    expect(hmmcheck('trace', saved, '--format', 'json').out).toBe(readFileSync(saved, 'utf8'))
    expect(hmmcheck('trace', saved, '--json').out).toBe(readFileSync(saved, 'utf8'))
  })

  test('replays, and breaks what it broke', () => {
    const { code, out } = hmmcheck('replay', saved)
    expect(out).toMatch(/^Replays: all \d+ steps apply, and the end breaks [\w-]+\.\n$/)
    expect(code).toBe(0)
    expect(JSON.parse(hmmcheck('replay', saved, '--json').out)).toMatchObject({
      replays: true,
      step: null,
      reason: null,
    })
  })

  test('of a kernel that no list has, a stable release with a proposal, replays too', () => {
    const path = file('proposed.json')
    const kernel = '5.15.100+no-second-invalidation'
    expect(hmmcheck('check', 'hole-race', '--kernel', kernel, '--save', path).code).toBe(1)
    expect(JSON.parse(readFileSync(path, 'utf8')).setup.kernel).toBe(kernel)
    expect(hmmcheck('replay', path)).toMatchObject({ code: 0, err: '' })
  })

  test('that no longer applies is told by its first step that does not', () => {
    const path = edited('edited.json', ({ trace }) => {
      const [, second] = trace.steps
      if (second !== undefined) second.event = 'fly'
    })
    const { code, out } = hmmcheck('replay', path)
    expect(out).toMatch(/^No longer applies: step 2 of \d+ \(.+?\): ".*" is not offered the event "fly" now; /)
    expect(code).toBe(1)
    expect(JSON.parse(hmmcheck('replay', path, '--json').out)).toMatchObject({ replays: false, step: 2 })
  })

  test('of a model that keeps the promise now says so', () => {
    const path = edited('repaired.json', ({ setup }) => {
      setup.drivers = { A: 'contract' }
    })
    const { code, out } = hmmcheck('replay', path)
    expect(out).toMatch(/^No longer applies: step \d+ of \d+ /)
    expect(code).toBe(1)
  })

  test('whose network cannot be built any more is unusable', () => {
    const unknown = edited('kernel.json', ({ setup }) => {
      setup.kernel = '2.4'
    })
    const incomplete = edited('setup.json', ({ setup }) => {
      setup.drivers = undefined
    })
    expect(hmmcheck('replay', unknown)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/kernel\.json: unknown kernel "2\.4"/),
    })
    expect(hmmcheck('replay', incomplete)).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /setup\.json: its setup does not say how to build the network; missing or wrong: drivers\n$/,
      ),
    })
  })
})
