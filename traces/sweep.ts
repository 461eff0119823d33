/** The whole matrix, once: what every row says, and what all of them together fire. */
import type { Answer } from '../cli/checks/task.ts'
import { type CoveredMachine, joinResults } from '../cli/coverage.ts'
import { sweepTasks } from '../cli/sweep-tasks.ts'
import { type Expectation, type Mode, rowKey } from '../model/index.ts'

export type Expectations = Readonly<Record<string, Expectation>>

export interface Sweep {
  readonly expected: Readonly<Record<Mode, Expectations>>
  readonly covered: readonly CoveredMachine[]
}

/** @param answers to `sweepTasks()`, in that order */
export function sweepOf(answers: readonly Answer[]): Sweep {
  const expected: Record<Mode, Record<string, Expectation>> = { once: {}, forever: {} }
  for (const [i, { row, mode }] of sweepTasks().entries())
    expected[mode][rowKey(row.scenario, row.kernel, row.driverLabel)] = expectation(answers[i])
  return { expected, covered: joinResults(answers) }
}

function expectation(answer: Answer | undefined): Expectation {
  if (answer === undefined || answer.verdict === 'incomplete')
    throw new Error(`what is recorded must be complete: ${answer?.reason ?? 'there is no answer'}`)
  const { verdict, violated, states, transitions, depth } = answer
  return { verdict, ...(violated === undefined ? {} : { property: violated.property }), states, transitions, depth }
}
