import type { Answer } from '../checks/task.ts'

interface Judged {
  readonly surprise: string | undefined
}

/** Of a table that compares with what was recorded: 0 as recorded, 1 something else, 3 a search did not end. */
export function exitCodeOf(judged: readonly Judged[], answers: readonly Pick<Answer, 'verdict'>[]): number {
  if (answers.some(({ verdict }) => verdict === 'incomplete')) return 3
  return judged.every(({ surprise }) => surprise === undefined) ? 0 : 1
}
