/** The status of a claim follows from what its searches found, and from nothing else. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../model/claims/ask.ts'
import {
  breaks,
  type Claim,
  type ClaimCheck,
  control,
  explores,
  type Finding,
  holds,
  reaches,
  shown as shownCheck,
  when,
} from '../../../model/claims/claim.ts'
import { expectationOf, surpriseOf } from '../../../model/claims/expectation.ts'
import { judge, judgeAll } from '../../../model/claims/judge.ts'
import { fillsHole } from '../../../model/situations/holes.ts'

const here = { scenario: 'own-fault', kernel: '6.12' }

const claim = (...checks: ClaimCheck[]): Claim => ({
  id: '000.p9',
  document: '000',
  quote: 'a few words',
  says: 'Something is so.',
  means: {},
  checks,
})

const found = (finding: Finding, depth = 7): Answer => ({
  finding,
  result: {
    verdict:
      finding === 'incomplete' ? 'incomplete' : finding === 'holds' || finding === 'not reached' ? 'holds' : 'violated',
    states: 1,
    transitions: 1,
    depth,
    ...(finding === 'violated' || finding === 'reached'
      ? {
          violated: { kind: 'invariant', property: 'no-stale-read', clause: 'stale' },
          trace: { threads: [], initial: [], steps: [], final: [] },
        }
      : {}),
  },
})

describe('a claim is', () => {
  const two = claim(when({ driver: 'the first' }, holds(here)), when({ driver: 'the second' }, holds(here)))

  test('confirmed if every prediction comes true', () => {
    expect(judge(two, [found('holds'), found('holds')])).toMatchObject({ status: 'confirmed', condition: undefined })
  })

  test('refuted if none does', () => {
    expect(judge(two, [found('violated'), found('violated')])).toMatchObject({ status: 'refuted' })
  })

  test('conditional if some do, and the condition is what separates them', () => {
    const { status, condition } = judge(two, [found('violated'), found('holds')])
    expect({ status, condition }).toEqual({
      status: 'conditional',
      condition: { always: { driver: 'the second' }, oneOf: [] },
    })
  })

  test('undecided if a search did not end', () => {
    expect(judge(two, [found('holds'), found('incomplete')]).status).toBe('undecided')
  })

  test('undecided if a control fails, whatever the rest found', () => {
    const controlled = claim(holds(here), control(reaches(here, fillsHole)))
    expect(judge(controlled, [found('holds'), found('reached')]).status).toBe('confirmed')
    expect(judge(controlled, [found('holds'), found('not reached')]).status).toBe('undecided')
  })

  test('undecided if nothing decides it', () => {
    expect(judge(claim(), []).status).toBe('undecided')
  })

  test('as true as it is, whatever else was explored; but what would change it is said', () => {
    const explored = claim(
      when({ readers: 'there are readers' }, holds(here)),
      explores(when({ readers: 'there are none' }, holds(here))),
    )
    expect(judge(explored, [found('violated'), found('holds')])).toMatchObject({
      status: 'refuted',
      condition: { always: { readers: 'there are none' }, oneOf: [] },
    })
  })

  test('confirmed by a violation that it predicts', () => {
    expect(judge(claim(breaks(here)), [found('violated')]).status).toBe('confirmed')
    expect(judge(claim(breaks(here)), [found('holds')]).status).toBe('refuted')
  })
})

describe('the race that is shown', () => {
  const two = claim(holds(here), holds({ ...here, driver: 'test_hmm' }))

  test('is the shortest of those that speak against the claim', () => {
    const { shown, checks } = judge(two, [found('violated', 9), found('violated', 5)])
    expect(shown).toBe(checks[1])
  })

  test('is not the shortest if another shows what the claim is about', () => {
    const marked = claim(holds(here), shownCheck(holds({ ...here, driver: 'test_hmm' })))
    expect(judge(marked, [found('violated', 5), found('violated', 9)]).shown).toMatchObject({ isShown: true })
    expect(judge(marked, [found('violated', 5), found('holds')]).shown?.isShown).toBeUndefined()
  })

  test('speaks for the claim if nothing speaks against it', () => {
    const { shown, checks } = judge(claim(holds(here), reaches(here, fillsHole)), [found('holds'), found('reached')])
    expect(shown).toBe(checks[1])
  })
})

test('a question that several claims share is asked once', async () => {
  const asked: number[] = []
  const judgements = await judgeAll([claim(holds(here), breaks(here)), claim(holds(here))], async (questions) => {
    asked.push(questions.length)
    return questions.map(() => found('holds'))
  })
  expect(asked).toEqual([1])
  expect(judgements.map(({ status }) => status)).toEqual(['conditional', 'confirmed'])
})

describe('a surprise is', () => {
  const one = claim(holds(here))
  const expected = expectationOf(judge(one, [found('violated')]))

  test('nothing, if the run shows what was recorded', () => {
    expect(surpriseOf(judge(one, [found('violated')]), expected)).toBeUndefined()
  })

  test('another status', () => {
    expect(surpriseOf(judge(one, [found('holds')]), expected)).toBe('expected refuted, got confirmed')
  })

  test('another length of a race', () => {
    expect(surpriseOf(judge(one, [found('violated', 8)]), expected)).toBe(
      'own-fault, 6.12, contract: expected "no-stale-read breaks after 7 steps", got "no-stale-read breaks after 8 steps"',
    )
  })

  test('a claim of which nothing is recorded', () => {
    expect(surpriseOf(judge(one, [found('holds')]), undefined)).toBe('confirmed; nothing is recorded yet')
  })
})
