/** The searches behind `npm run record` and `hmmcheck coverage`: every row in both modes, explored to the end. */
import { type Mode, matrix, type Row } from '../model/index.ts'
import { type Task, taskOfRow } from './checks/task.ts'

export interface SweepTask {
  readonly row: Row
  readonly mode: Mode
  readonly task: Task
}

/** @param only the rows of this scenario */
export const sweepTasks = (only?: string): readonly SweepTask[] =>
  (['once', 'forever'] as const).flatMap((mode) =>
    matrix(mode)
      .filter(({ scenario }) => only === undefined || scenario === only)
      .map((row) => ({ row, mode, task: { ...taskOfRow(row, mode), coverage: true } })),
  )
