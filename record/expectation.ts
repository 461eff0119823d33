/** What is recorded of a search. */
import type { Answer } from '../cli/checks/task.ts'
import type { Expectation } from '../model/index.ts'

export type Expectations = Readonly<Record<string, Expectation>>

export function expectation(answer: Answer | undefined): Expectation {
  if (answer === undefined || answer.verdict === 'incomplete')
    throw new Error(`what is recorded must be complete: ${answer?.reason ?? 'there is no answer'}`)
  const { verdict, violated, states, transitions, depth } = answer
  return { verdict, ...(violated === undefined ? {} : { property: violated.property }), states, transitions, depth }
}
