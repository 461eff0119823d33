/** How the answers to a fault, or to a bug, are judged. */
import { describe, expect, test } from 'vitest'
import { judgedBugs, tasksOfBug } from '../../../cli/checks/judge-bugs.ts'
import { judgedMutations, tasksOfMutation } from '../../../cli/checks/judge-mutations.ts'
import type { Answer } from '../../../cli/checks/task.ts'
import { type Bug, expectedMutations, type Mutation, mutations } from '../../../model/index.ts'

const answer = (
  verdict: Answer['verdict'],
  property?: string,
  kind: 'invariant' | 'witness' = 'invariant',
): Answer => ({
  verdict,
  ...(property === undefined ? {} : { violated: { kind, property, clause: 'it is broken' } }),
  states: 1,
  transitions: 1,
  depth: 1,
  seconds: 0,
  bytesPerState: 0,
  learned: 0,
  witnesses: [],
  reductions: [],
  warnings: [],
})

const holds = answer('holds')
const broken = answer('violated', 'no-lost-write')
const cut = answer('incomplete')

const fault: Mutation = {
  id: 'some-fault',
  what: 'a fault',
  standsFor: [],
  how: { set: { faultRef: 'none' } },
  where: { scenario: 'pinned' },
}
const hopeless: Mutation = { ...fault, uncaught: 'nobody looks' }
const narrow: Mutation = { ...fault, alsoBreaks: ['no-stale-read'] }

const judge = (mutation: Mutation, ...answers: readonly Answer[]) => {
  const [one] = judgedMutations([mutation], answers)
  return { status: one?.status, flaw: one?.flaw }
}

describe('a fault', () => {
  test('is asked without the mutation, with it, and for each promise alone', () => {
    const tasks = tasksOfMutation(narrow)
    expect(tasks.map(({ mutation, properties }) => [mutation, properties])).toEqual([
      [undefined, undefined],
      ['some-fault', undefined],
      ['some-fault', ['no-stale-read']],
    ])
  })

  test('is caught if what holds without it breaks with it', () => {
    expect(judge(fault, holds, broken)).toEqual({ status: 'caught', flaw: undefined })
  })

  test('is not caught if everything holds, which must be said of it', () => {
    expect(judge(hopeless, holds, holds)).toEqual({ status: 'not caught', flaw: undefined })
    expect(judge(fault, holds, holds)).toMatchObject({
      status: 'not caught',
      flaw: 'holds, which is not what is said of it',
    })
    expect(judge(hopeless, holds, broken)).toMatchObject({
      status: 'caught',
      flaw: 'violated (no-lost-write), which is not what is said of it',
    })
  })

  test('proves nothing where something breaks without it, or a search did not end', () => {
    expect(judge(fault, broken, broken)).toEqual({ status: 'undecided', flaw: 'without it: violated (no-lost-write)' })
    expect(judge(fault, cut, broken)).toEqual({ status: 'undecided', flaw: 'without it: incomplete' })
    expect(judge(fault, holds, cut)).toMatchObject({ status: 'undecided', flaw: expect.any(String) })
  })

  test('has to be caught by each promise that is said to catch it', () => {
    const stale = answer('violated', 'no-stale-read')
    expect(judge(narrow, holds, broken, stale)).toEqual({ status: 'caught', flaw: undefined })
    expect(judge(narrow, holds, broken, holds)).toEqual({ status: 'caught', flaw: 'no-stale-read: holds' })
  })

  test('is a surprise if it is caught otherwise than recorded', () => {
    const known = mutations[0] as Mutation
    const alone = tasksOfMutation(known)
      .slice(2)
      .map(
        (task): Answer => ({
          ...answer('violated', task.properties?.join()),
          ...numbersOf(`${known.id} ${task.properties}`),
        }),
      )
    const asRecorded = { ...answer('violated', expectedMutations[known.id]?.property), ...numbersOf(known.id) }
    expect(judgedMutations([known], [holds, asRecorded, ...alone])[0]?.surprise).toBeUndefined()
    const longer = { ...asRecorded, depth: 99 }
    expect(judgedMutations([known], [holds, longer, ...alone])[0]?.surprise).toMatch(/^99 depth, expected \d+$/)
  })
})

function numbersOf(key: string) {
  const { states = 0, transitions = 0, depth = 0 } = expectedMutations[key] ?? {}
  return { states, transitions, depth }
}

const bug: Bug = {
  id: 'S99',
  title: 'a bug',
  fixes: [],
  reach: { finds: { scenario: 'pinned', kernel: '5.4' }, repaired: { scenario: 'pinned' } },
}
const far: Bug = { ...bug, reach: { leftOut: ['huge pages'], why: 'no huge pages' } }

const judgeBug = (...answers: readonly Answer[]) => {
  const [one] = judgedBugs([bug], answers)
  return { status: one?.status, flaw: one?.flaw }
}

describe('a bug', () => {
  test('is found if its check breaks, and that of the repaired kernel holds', () => {
    expect(judgeBug(broken, holds)).toEqual({ status: 'found', flaw: undefined })
  })

  test('is not found if nothing breaks, or only a situation is not reached', () => {
    expect(judgeBug(holds, holds)).toEqual({ status: 'not found', flaw: 'not found: holds' })
    expect(judgeBug(answer('violated', 'somebody waits', 'witness'), holds).status).toBe('not found')
  })

  test('is undecided if the repaired kernel breaks as well, or a search did not end', () => {
    expect(judgeBug(broken, broken)).toEqual({ status: 'undecided', flaw: 'repaired: violated (no-lost-write)' })
    expect(judgeBug(cut, holds).status).toBe('undecided')
  })

  test('out of reach is asked nothing', () => {
    expect(tasksOfBug(far)).toEqual([])
    expect(judgedBugs([far, bug], [broken, holds]).map(({ status }) => status)).toEqual(['out of reach', 'found'])
  })
})
