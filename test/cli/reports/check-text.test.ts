import pc from 'picocolors'
import { expect, test } from 'vitest'
import { type CheckText, formatCheck } from '../../../cli/reports/check-text.ts'
import { holds, violated } from './results.ts'

const plain = pc.createColors(false)

const text: CheckText = {
  configuration: { scenario: 'door', kernel: '5.11', drivers: { A: 'contract', B: 'nouveau' }, mode: 'once' },
  question: 'Can two people be inside?',
  set: ['key=hidden'],
  properties: ['one-at-a-time'],
  result: holds,
}

test('the verdict comes first, then what was checked, then the numbers', () => {
  expect(`\n${formatCheck(text, plain)}\n`).toMatchInlineSnapshot(`
    "
    HOLDS  in every reachable state
      scenario    door: Can two people be inside?
      kernel      5.11 with key=hidden
      drivers     A=contract, B=nouveau
      threads     run a fixed number of times
      properties  one-at-a-time
      searched    1,234 states, 5,678 transitions, depth 12, 0.46 s, 18 bytes a state, 90 local
                  situations asked of XState
      reached     somebody got in
    "
  `)
})

test('a violation shows the trace, and how to replay it', () => {
  const shown = formatCheck(
    { ...text, result: violated, trace: '(the trace)', replay: 'hmmcheck replay door.json' },
    plain,
  )
  expect(shown).toMatch(/^VIOLATED {2}one-at-a-time \(invariant\)\n/)
  expect(shown).toMatch(/\n\n\(the trace\)\n\nReplay: hmmcheck replay door\.json$/)
})

test('a witness that is not reached is a violation without a trace, and says so', () => {
  const missed = { kind: 'witness', property: 'somebody got in', clause: 'no reachable state shows it' } as const
  const result = {
    ...holds,
    verdict: 'violated',
    violated: missed,
    witnesses: [{ name: 'somebody got in', reached: false }],
  } as const
  const shown = formatCheck({ ...text, result }, plain)
  expect(shown).toContain('  not reached somebody got in')
  expect(shown).toContain(
    '"somebody got in" must be reachable, or the check means nothing: no reachable state shows it.',
  )
})

test('an incomplete search gives its reason and never says that anything holds', () => {
  const shown = formatCheck({ ...text, result: { ...holds, verdict: 'incomplete', reason: 'interrupted' } }, plain)
  expect(shown).toMatch(/^INCOMPLETE {2}interrupted; nothing broke up to here\n/)
  expect(shown).not.toMatch(/holds/i)
})

test('warnings and unused transitions are shown', () => {
  const shown = formatCheck(
    { ...text, result: { ...holds, warnings: ['mind the gap'] }, coverage: 'All 3 transitions fired.' },
    plain,
  )
  expect(shown).toContain('  warning     mind the gap')
  expect(shown).toMatch(/\n\nAll 3 transitions fired\.$/)
})
