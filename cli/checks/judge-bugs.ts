/** Whether each bug within reach is found, and nothing of it left in the repaired kernel or driver. */
import { type Bug, type BugCheck, choiceOf, expectedBugs, isFound } from '../../model/index.ts'
import { surprise, verdictOf } from '../reports/surprise.ts'
import { type CheckAllOptions, checkAll } from './check-all.ts'
import type { Answer, Task } from './task.ts'

export interface AskedBug {
  readonly task: Task
  readonly answer: Answer
  /** Under which name it is recorded. */
  readonly key: string
}

export interface JudgedBug {
  readonly bug: Bug
  /** Not for a bug out of reach. */
  readonly finds?: AskedBug
  readonly repaired?: AskedBug
  /** `undecided`: the repaired one breaks as well, or a search did not end. */
  readonly status: 'found' | 'not found' | 'undecided' | 'out of reach'
  /** What is not as it is meant, whatever was recorded. */
  readonly flaw: string | undefined
  /** That, or what differs from what was recorded. */
  readonly surprise: string | undefined
}

export async function judgeBugs(bugs: readonly Bug[], options: CheckAllOptions): Promise<readonly JudgedBug[]> {
  return judgedBugs(bugs, await checkAll(bugs.flatMap(tasksOfBug), options))
}

/** The check that finds it, and the one of the repaired kernel; none for a bug out of reach. */
export const tasksOfBug = ({ reach }: Bug): readonly Task[] =>
  isFound(reach) ? [taskOf(reach.finds), taskOf(reach.repaired)] : []

/** @param answers to the tasks of each, in order */
export function judgedBugs(bugs: readonly Bug[], answers: readonly Answer[]): readonly JudgedBug[] {
  let next = 0
  return bugs.map((bug): JudgedBug => {
    const asked = tasksOfBug(bug).map((task, i): AskedBug => {
      return { task, answer: answers[next++] as Answer, key: i === 0 ? bug.id : `${bug.id} repaired` }
    })
    const [finds, repaired] = asked
    if (finds === undefined || repaired === undefined)
      return { bug, status: 'out of reach', flaw: undefined, surprise: undefined }
    const status = statusOf(finds.answer, repaired.answer)
    const flaw = flawOf(finds.answer, repaired.answer, status)
    return { bug, finds, repaired, status, flaw, surprise: flaw ?? unrecorded(asked) }
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

function statusOf({ verdict, violated }: Answer, repaired: Answer): JudgedBug['status'] {
  if (repaired.verdict !== 'holds' || verdict === 'incomplete') return 'undecided'
  return verdict === 'violated' && violated?.kind !== 'witness' ? 'found' : 'not found'
}

function flawOf(finds: Answer, repaired: Answer, status: JudgedBug['status']): string | undefined {
  if (repaired.verdict !== 'holds') return `repaired: ${verdictOf(repaired)}`
  return status === 'found' ? undefined : `not found: ${verdictOf(finds)}`
}

const unrecorded = (asked: readonly AskedBug[]): string | undefined =>
  asked
    .map(({ key, answer }) => [key, surprise(answer, expectedBugs[key])])
    .flatMap(([key, differs]) => (differs === undefined ? [] : [`${key}: ${differs}`]))[0]
