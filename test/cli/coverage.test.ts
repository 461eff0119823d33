import { describe, expect, test } from 'vitest'
import { isAmong } from '../../cli/choice.ts'
import { type CoveredMachine, joinResults, reasonsFor, recordOf, surprisesOf } from '../../cli/coverage.ts'
import { explore } from '../../cli/explore.ts'
import { coverageDocument, formatCoverage } from '../../cli/reports/coverage-text.ts'
import { sweepTasks } from '../../cli/sweep-tasks.ts'
import { configure, machines, matrix } from '../../model/index.ts'
import { interrupted } from './run.ts'

const covered: CoveredMachine[] = [
  {
    machine: 'lock',
    drawnAs: ['lock'],
    transitions: [
      { transition: 'free on take', fired: 3 },
      { transition: 'free on break', description: 'by force', fired: 0 },
      { transition: 'held on take', fired: 0 },
    ],
    held: new Map(),
  },
  {
    machine: 'user',
    drawnAs: ['a-user', 'b-user'],
    transitions: [{ transition: 'idle on go', fired: 1 }],
    held: new Map(),
  },
]
const reviewed = [
  { machine: 'lock', transition: 'held on take', reason: 'nobody tries twice' },
  { transition: 'on fly', reason: 'people cannot' },
]

describe('what never fires, against what was reviewed', () => {
  test('every difference is a surprise', () => {
    expect(surprisesOf(covered, reviewed)).toEqual([
      { machine: 'lock', transition: 'free on break', problem: 'never fires' },
      { transition: 'on fly', problem: 'is listed, but nothing needs it' },
    ])
    expect(surprisesOf(covered.slice(1), [])).toEqual([])
  })

  test('a transition that the same state of another machine fires needs no entry', () => {
    const part = { drawnAs: [], held: new Map() }
    const shared = [
      { ...part, machine: 'alone', transitions: [{ transition: 'look on see', fired: 1 }] },
      { ...part, machine: 'whole', transitions: [{ transition: 'fault.deep.look on see', fired: 0 }] },
    ]
    expect(surprisesOf(shared, [])).toEqual([])
    expect(reasonsFor(shared, [])('whole', 'fault.deep.look on see')).toContain('the same state of alone fires it')
    expect(reasonsFor(shared, [])('whole', 'fault.deep.look on hear')).toBeUndefined()
  })

  test('is told by machine, with the reasons', () => {
    const plain = { bold: (text: string) => text, red: (text: string) => text } as Parameters<typeof formatCoverage>[3]
    const reasonFor = reasonsFor(covered, reviewed)
    const text = formatCoverage(covered, reasonFor, surprisesOf(covered, reviewed), plain)
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      lock: 1 of 3 transitions fired
      ! free on break - by force
        nobody tries twice
          held on take

      user (a-user, b-user): 1 of 1 transitions fired

      2 of 4 transitions fired; 2 are not as model/unfired.ts says:
      ! lock: free on break: never fires
      ! any machine: on fly: is listed, but nothing needs it
      "
    `)
    expect(formatCoverage(covered.slice(1), () => undefined, [], plain)).toMatch(/\n\nAll 1 transitions fired\.$/)
    expect(formatCoverage(covered, () => 'no', [], plain)).toMatch(
      /\n\n2 of 4 transitions fired; the others have a reason\.$/,
    )
  })

  test('is one JSON document', () => {
    const surprises = surprisesOf(covered, reviewed)
    const document = coverageDocument(covered, reasonsFor(covered, reviewed), surprises, { explored: 3, of: 4 })
    expect(document).toMatchObject({ version: 1, searches: { explored: 3, of: 4 }, surprises: [{}, {}] })
    expect(document.machines[0]?.transitions).toEqual([
      { transition: 'free on take', description: null, fired: 3, reason: null },
      { transition: 'free on break', description: 'by force', fired: 0, reason: null },
      { transition: 'held on take', description: null, fired: 0, reason: 'nobody tries twice' },
    ])
  })

  test('the record keeps what never fired, and how many there are', () => {
    expect(recordOf(covered).lock).toEqual({ transitions: 3, unfired: ['free on break', 'held on take'], held: {} })
  })
})

describe('the searches', () => {
  test('are those of the matrix in the modes that are wanted', () => {
    expect(sweepTasks(['once', 'forever']).map(({ task }) => task.mode)).toEqual([
      ...matrix('once').map(() => 'once'),
      ...matrix('forever').map(() => 'forever'),
    ])
  })

  test('are those of the scenarios that are named, or of all', () => {
    const scenariosOf = (only?: string[]) => new Set(sweepTasks(['once'], isAmong(only)).map(({ row }) => row.scenario))
    expect(scenariosOf(['unmap', 'pinned'])).toEqual(new Set(['unmap', 'pinned']))
    expect(scenariosOf().size).toBe(new Set(matrix('once').map(({ scenario }) => scenario)).size)
  })

  test('go on after a broken promise', async () => {
    // expected: violated after 459 states, see model/expected.ts
    const configuration = configure({ scenario: 'own-fault', kernel: '6.12', drivers: { A: 'test_hmm' }, mode: 'once' })
    const result = await explore(configuration)
    expect(result.verdict).toBe('holds')
    expect(result.states).toBeGreaterThan(459)
  })

  test('that are cut short by a limit are no answer', async () => {
    const configuration = configure({ scenario: 'own-fault', kernel: '6.12', mode: 'once' })
    await expect(explore(configuration, { maxStates: 10 })).rejects.toThrow(
      'own-fault on 6.12 (once) is not explored: the limit of 10 states was hit',
    )
  })

  test('count machines that none of them runs', () => {
    const nothing = joinResults([])
    expect(new Set(nothing.map(({ machine }) => machine))).toEqual(new Set(machines.map(({ machine }) => machine.id)))
    expect(nothing.every(({ transitions }) => transitions.every(({ fired }) => fired === 0))).toBe(true)
  })
})

// A whole run is what test/generated.test.ts compares; it takes as long as the matrix.
test('an interrupted run says so, with exit code 3', async () => {
  const { code, out } = await interrupted('SIGINT', 3000, 'coverage')
  expect(out).toMatch(/^Interrupted: \d+ of \d+ searches are done, too few to tell\.\n$/)
  expect(code).toBe(3)
})
