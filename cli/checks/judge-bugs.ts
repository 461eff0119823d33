/** Whether each bug within reach is found, and nothing of it left in the repaired kernel or driver. */
import { type Bug, type BugCheck, choiceOf, expectedBugs, isFound } from '../../model/index.ts'
import { surprise, verdictOf } from '../reports/surprise.ts'
import { type CheckAllOptions, checkAll } from './check-all.ts'
import type { Answer, Task } from './task.ts'

export interface AskedBug {
  readonly task: Task
  readonly answer: Answer
}

export interface JudgedBug {
  readonly bug: Bug
  /** Not for a bug out of reach. */
  readonly finds?: AskedBug
  readonly repaired?: AskedBug
  /** `undecided`: the repaired one breaks as well, or a search did not end. */
  readonly status: 'found' | 'not found' | 'undecided' | 'out of reach'
  /** What differs from what was recorded, or is meant. */
  readonly surprise: string | undefined
}

export async function judgeBugs(bugs: readonly Bug[], options: CheckAllOptions): Promise<readonly JudgedBug[]> {
  return judgedBy(bugs, await checkAll(bugs.flatMap(tasksOf), options))
}

/** The check that finds it, and the one of the repaired kernel; none for a bug out of reach. */
export const tasksOf = ({ reach }: Bug): readonly Task[] =>
  isFound(reach) ? [taskOf(reach.finds), taskOf(reach.repaired)] : []

/** @param answers to the tasks of each, in order */
export function judgedBy(bugs: readonly Bug[], answers: readonly Answer[]): readonly JudgedBug[] {
  let next = 0
  return bugs.map((bug): JudgedBug => {
    const [finds, repaired] = tasksOf(bug).map((task): AskedBug => ({ task, answer: answers[next++] as Answer }))
    if (finds === undefined || repaired === undefined) return { bug, status: 'out of reach', surprise: undefined }
    return judged(bug, finds, repaired)
  })
}

function taskOf(check: BugCheck): Task {
  const { property, mutation } = check
  return {
    ...choiceOf(check),
    ...(mutation === undefined ? {} : { mutation }),
    ...(property === undefined ? {} : { properties: [property] }),
  }
}

/** How the two answers to a bug are named in the record of expectations. */
export const recordKeys = ({ id }: Bug) => ({ finds: id, repaired: `${id} repaired` })

export function judged(bug: Bug, finds: AskedBug, repaired: AskedBug): JudgedBug {
  const status = statusOf(finds.answer, repaired.answer)
  return { bug, finds, repaired, status, surprise: surpriseOf(bug, finds.answer, repaired.answer, status) }
}

function statusOf({ verdict, violated }: Answer, repaired: Answer): JudgedBug['status'] {
  if (repaired.verdict !== 'holds' || verdict === 'incomplete') return 'undecided'
  return verdict === 'violated' && violated?.kind !== 'witness' ? 'found' : 'not found'
}

function surpriseOf(bug: Bug, finds: Answer, repaired: Answer, status: JudgedBug['status']): string | undefined {
  if (repaired.verdict !== 'holds') return `repaired: ${verdictOf(repaired)}`
  if (status !== 'found') return `not found: ${verdictOf(finds)}`
  const keys = recordKeys(bug)
  const differs = surprise(repaired, expectedBugs[keys.repaired])
  return surprise(finds, expectedBugs[keys.finds]) ?? (differs === undefined ? undefined : `repaired: ${differs}`)
}
