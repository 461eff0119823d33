/** The whole matrix, once: what every row says, and what all of them together fire. */
import type { Answer } from '../cli/checks/task.ts'
import { type CoveredMachine, joinResults } from '../cli/coverage.ts'
import type { SweepTask } from '../cli/sweep-tasks.ts'
import { type Expectation, type Mode, matrix, type Row, rowKey } from '../model/index.ts'
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
  const found: Record<Mode, Record<string, Expectation>> = { once: { ...onto.once }, forever: { ...onto.forever } }
  for (const [i, { row, mode }] of tasks.entries()) found[mode][keyOf(row)] = expectation(answers[i])
  return {
    expected: { once: inOrder('once', found.once), forever: inOrder('forever', found.forever) },
    covered: joinResults(answers),
  }
}

const keyOf = ({ scenario, kernel, driverLabel }: Row) => rowKey(scenario, kernel, driverLabel)

/** As the matrix has them; what is recorded of rows that are gone is left out. */
const inOrder = (mode: Mode, found: Expectations): Expectations =>
  Object.fromEntries(
    matrix(mode)
      .map(keyOf)
      .flatMap((key) => (found[key] === undefined ? [] : [[key, found[key]]])),
  )
