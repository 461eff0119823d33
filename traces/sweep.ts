/** The whole matrix, once: what every row says, and what all of them together fire. */
import type { Answer } from '../cli/checks/task.ts'
import { type CoveredMachine, joinResults } from '../cli/coverage.ts'
import { sweepTasks } from '../cli/sweep-tasks.ts'
import { type Expectation, type Mode, rowKey } from '../model/index.ts'
import { type Expectations, expectation } from './expectation.ts'

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
