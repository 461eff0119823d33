/** The whole matrix, once: what every row says, and what all of them together fire. */
import type { Answer } from '../cli/checks/task.ts'
import { type CoveredMachine, joinResults } from '../cli/coverage.ts'
import type { SweepTask } from '../cli/sweep-tasks.ts'
import { type Expectation, type Mode, expected as recorded, rowKey } from '../model/index.ts'
import { type Expectations, expectation } from './expectation.ts'

export interface Sweep {
  readonly expected: Readonly<Record<Mode, Expectations>>
  readonly covered: readonly CoveredMachine[]
}

/** @param answers to `tasks`, in that order; of a mode without tasks the record stays as it is */
export function sweepOf(tasks: readonly SweepTask[], answers: readonly Answer[]): Sweep {
  const expected = { once: {}, forever: {} } as Record<Mode, Record<string, Expectation>>
  for (const mode of ['once', 'forever'] as const)
    if (!tasks.some((task) => task.mode === mode)) expected[mode] = { ...recorded[mode] }
  for (const [i, { row, mode }] of tasks.entries())
    expected[mode][rowKey(row.scenario, row.kernel, row.driverLabel)] = expectation(answers[i])
  return { expected, covered: joinResults(answers) }
}
