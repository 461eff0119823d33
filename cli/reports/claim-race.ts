/** The race that a check of a claim found. */
import { formatRace } from '../../checker/index.ts'
import { type JudgedCheck, settingsOf, titleOf } from '../../model/index.ts'

/** Nothing, if the check found no way to what it looked for. */
export function formatClaimRace({ ask, answer }: JudgedCheck): string | undefined {
  const { trace, violated } = answer.result
  if (trace === undefined || violated === undefined) return undefined
  const title = titleOf(settingsOf(ask))
  return formatRace(
    trace,
    violated,
    ask.situation === undefined ? { title } : { title, closing: `Here ${ask.situation}.` },
  )
}
