/** The whole matrix, once: what every row says, and what all of them together fire. */
import type { Answer } from '../cli/checks/task.ts'
import { type CoveredMachine, joinResults } from '../cli/coverage.ts'
import type { SweepTask } from '../cli/sweep-tasks.ts'
import { type Expectation, type Mode, rowKey } from '../model/index.ts'
import { type Expectations, expectation } from './expectation.ts'

interface Sweep {
  readonly expected: Readonly<Record<Mode, Expectations>>
  readonly covered: readonly CoveredMachine[]
}

/**
 * @param answers to `tasks`, in that order
 * @param onto what is recorded of rows that are not among the tasks
 */
export function sweepOf(
  tasks: readonly SweepTask[],
  answers: readonly Answer[],
  { onto = {} }: { readonly onto?: Readonly<Record<string, Expectations>> } = {},
): Sweep {
  const expected: Record<Mode, Record<string, Expectation>> = { once: { ...onto.once }, forever: { ...onto.forever } }
  for (const [i, { row, mode }] of tasks.entries())
    expected[mode][rowKey(row.scenario, row.kernel, row.driverLabel)] = expectation(answers[i])
  return { expected, covered: joinResults(answers) }
}
