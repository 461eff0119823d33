/** What a reviewed run of a claim showed, and how another run differs from it. */
import type { ClaimCheck, Status } from './claim.ts'
import { describeCondition } from './condition.ts'
import type { JudgedCheck, Judgement } from './judge.ts'

export interface ClaimExpectation {
  readonly status: Status
  readonly condition?: string
  /** One for each check, in its order. */
  readonly findings: readonly string[]
}

/** `no-stale-read holds`, `no-stale-read breaks after 20 steps`. */
export function describeFinding({ ask, answer }: JudgedCheck): string {
  const { finding, result } = answer
  const after = `after ${result.depth} steps`
  switch (finding) {
    case 'holds':
      return `${ask.property ?? 'every promise'} holds`
    case 'violated':
      return `${result.violated?.property} breaks ${after}`
    case 'reached':
      return `${after}: ${ask.situation}`
    case 'not reached':
      return `never: ${ask.situation}`
    case 'equal':
      return `the same as with ${showSwitches(ask.sameWith)}`
    case 'different':
      return `not the same as with ${showSwitches(ask.sameWith)} ${after}`
    case 'incomplete':
      return `${ask.situation ?? ask.property ?? 'every promise'}: incomplete`
  }
}

const showSwitches = (set: ClaimCheck['ask']['sameWith'] = {}): string =>
  Object.entries(set)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

export function expectationOf({ status, condition, checks }: Judgement): ClaimExpectation {
  return {
    status,
    ...(condition === undefined ? {} : { condition: describeCondition(condition) }),
    findings: checks.map(describeFinding),
  }
}

/** A few words on each difference, or `undefined` if there is none. */
export function surpriseOf(judgement: Judgement, expected: ClaimExpectation | undefined): string | undefined {
  const found = expectationOf(judgement)
  if (expected === undefined) return `${found.status}; nothing is recorded yet`
  if (found.status !== expected.status) return `expected ${expected.status}, got ${found.status}`
  if (found.condition !== expected.condition)
    return `expected the condition "${expected.condition ?? 'none'}", got "${found.condition ?? 'none'}"`
  if (found.findings.length !== expected.findings.length)
    return `expected ${expected.findings.length} checks, got ${found.findings.length}`
  for (const [i, check] of judgement.checks.entries())
    if (found.findings[i] !== expected.findings[i])
      return `${describeWhere(check)}: expected "${expected.findings[i]}", got "${found.findings[i]}"`
  return undefined
}

/** The configuration of a check in one line: `hole-race, 5.11, holeNotify=none, contract+seq`. */
export function describeWhere({ ask }: ClaimCheck): string {
  const { scenario, kernel, set = {}, drivers = {}, mode } = ask
  return [
    scenario,
    kernel,
    ...Object.entries(set).map(([name, value]) => `${name}=${value}`),
    ...new Set(Object.values(drivers)),
    ...(mode === 'once' ? ['once'] : []),
  ].join(', ')
}
