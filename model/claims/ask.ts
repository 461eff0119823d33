/** Between a claim's question and the search that answers it. */
import type { Result } from '../../checker/index.ts'
import type { ClaimQuestion, Finding } from './claim.ts'

/** What was found, and what the search said of it. */
export interface Answer {
  readonly finding: Finding
  readonly result: Pick<Result, 'verdict' | 'violated' | 'states' | 'transitions' | 'depth' | 'trace'>
}

/** Answers questions, in their order. How the searches are run, and on how many processors, is for the caller to choose. */
export type Ask = (questions: readonly ClaimQuestion[]) => Promise<readonly Answer[]>

export function answered(asked: ClaimQuestion, result: Answer['result']): Answer {
  const { verdict } = result
  if (verdict !== 'incomplete' && asked.sameWith !== undefined)
    return { finding: verdict === 'violated' ? 'different' : 'equal', result }
  if (verdict === 'incomplete' || asked.situation === undefined) return { finding: verdict, result }
  return { finding: verdict === 'violated' ? 'reached' : 'not reached', result }
}

/** One text for each question, the same for the same question. */
export const keyOf = ({
  scenario,
  kernel,
  set,
  drivers,
  mode,
  property,
  situation,
  sameWith,
}: ClaimQuestion): string => {
  const sorted = (record: Readonly<Record<string, string>> = {}) =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
  const asked = [property ?? null, situation ?? null, sameWith === undefined ? null : sorted(sameWith)]
  return JSON.stringify([scenario, kernel, sorted(set), sorted(drivers), mode, ...asked])
}
