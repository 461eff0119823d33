/** From the answers of the searches to the status of a claim. Nothing here knows which status was expected. */
import { type Answer, type Ask, keyOf } from './ask.ts'
import type { Claim, ClaimCheck, Status } from './claim.ts'
import { type Condition, conditionOf } from './condition.ts'

export interface JudgedCheck extends ClaimCheck {
  readonly answer: Answer
  readonly cameTrue: boolean
}

export interface Judgement {
  readonly claim: Claim
  readonly status: Status
  /** What separates the checks in which the prediction came true from those in which it did not. */
  readonly condition: Condition | undefined
  readonly checks: readonly JudgedCheck[]
  /** The check whose trace tells most, if any has one. */
  readonly shown: JudgedCheck | undefined
}

/** Asks every question once, however many claims share it. */
export async function judgeAll(claims: readonly Claim[], ask: Ask): Promise<readonly Judgement[]> {
  const questions = new Map(claims.flatMap(({ checks }) => checks.map(({ ask }) => [keyOf(ask), ask])))
  const answers = await ask([...questions.values()])
  const answerOf = new Map([...questions.keys()].map((key, i) => [key, answers[i]]))
  return claims.map((claim) =>
    judge(
      claim,
      claim.checks.map(({ ask }) => {
        const answer = answerOf.get(keyOf(ask))
        if (answer === undefined) throw new Error(`claim ${claim.id}: a question was not answered`)
        return answer
      }),
    ),
  )
}

/** The answers are in the order of the claim's checks. */
export function judge(claim: Claim, answers: readonly Answer[]): Judgement {
  const checks = claim.checks.map((check, i): JudgedCheck => {
    const answer = answers[i]
    if (answer === undefined) throw new Error(`claim ${claim.id}: fewer answers than checks`)
    return { ...check, answer, cameTrue: answer.finding === check.predicts }
  })
  const status = statusOf(checks)
  const cases = checks
    .filter(({ role, when }) => role !== 'control' && Object.keys(when).length > 0)
    .map(({ when, cameTrue }) => ({ when, isSo: cameTrue }))
  return { claim, status, condition: conditionOf(cases), checks, shown: shownBy(checks, status) }
}

function statusOf(checks: readonly JudgedCheck[]): Status {
  if (checks.some(({ answer }) => answer.finding === 'incomplete')) return 'undecided'
  if (checks.some(({ role, cameTrue }) => role === 'control' && !cameTrue)) return 'undecided'
  const deciding = checks.filter(({ role }) => role === 'decides')
  if (deciding.length === 0) return 'undecided'
  if (deciding.every(({ cameTrue }) => cameTrue)) return 'confirmed'
  return deciding.some(({ cameTrue }) => cameTrue) ? 'conditional' : 'refuted'
}

/**
 * Of the checks with a trace that speak against the claim, or for it if none does: one that is to be shown, otherwise the
 * one with the shortest.
 */
function shownBy(checks: readonly JudgedCheck[], status: Status): JudgedCheck | undefined {
  const telling = checks.filter(
    ({ role, cameTrue, answer }) =>
      role === 'decides' && answer.result.trace !== undefined && cameTrue === (status === 'confirmed'),
  )
  const wanted = telling.filter(({ isShown }) => isShown)
  return (wanted.length > 0 ? wanted : telling).reduce<JudgedCheck | undefined>(
    (best, check) => (best === undefined || check.answer.result.depth < best.answer.result.depth ? check : best),
    undefined,
  )
}
