/**
 * The searches behind `npm run record` and `hmmcheck coverage`: every row. What fires is noted where threads run a fixed
 * number of times; those that run for ever fire the same, in far more states.
 */
import { type Mode, matrix, type Row } from '../model/index.ts'
import { type Task, taskOfRow } from './checks/task.ts'

export interface SweepTask {
  readonly row: Row
  readonly mode: Mode
  readonly task: Task
}

/** @param wanted which rows; all if nothing is said */
export const sweepTasks = (modes: readonly Mode[], wanted: (row: Row) => boolean = () => true): readonly SweepTask[] =>
  modes.flatMap((mode) =>
    matrix(mode)
      .filter(wanted)
      .map((row) => ({ row, mode, task: { ...taskOfRow(row, mode), ...(mode === 'once' ? { coverage: true } : {}) } })),
  )
