/** The race that a check of a claim found. */
import { formatRace } from '../../checker/index.ts'
import type { JudgedCheck } from '../../model/index.ts'

/** Nothing, if the check found no way to what it looked for. */
export function formatClaimRace({ ask, answer }: JudgedCheck): string | undefined {
  const { trace, violated } = answer.result
  if (trace === undefined || violated === undefined) return undefined
  return formatRace(trace, violated, ask.situation === undefined ? {} : { closing: `Here ${ask.situation}.` })
}
