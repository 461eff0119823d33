/** What the searches say of mutations and of the history of bugs: recorded, and as parts of pages. */
import { type JudgedBug, judgedBugs, tasksOfBug } from '../cli/checks/judge-bugs.ts'
import { type JudgedMutation, judgedMutations, recordKey, tasksOfMutation } from '../cli/checks/judge-mutations.ts'
import type { Answer, Task } from '../cli/checks/task.ts'
import { bugs, mutations } from '../model/index.ts'
import { bugTable, leftOutTable } from './bug-tables.ts'
import { type Expectations, expectation } from './expectation.ts'
import { caughtTable, outOfReachTable, uncaughtTable } from './mutation-tables.ts'
import { historySource } from './sources.ts'

interface History {
  readonly mutations: readonly JudgedMutation[]
  readonly bugs: readonly JudgedBug[]
}

export const historyTasks: readonly Task[] = [...mutations.flatMap(tasksOfMutation), ...bugs.flatMap(tasksOfBug)]

/**
 * @param answers to `historyTasks`, in that order
 * @throws if something is not as it is meant: that is not to be recorded
 */
export function historyOf(answers: readonly Answer[]): History {
  const first = mutations.flatMap(tasksOfMutation).length
  const history = {
    mutations: judgedMutations(mutations, answers.slice(0, first)),
    bugs: judgedBugs(bugs, answers.slice(first)),
  }
  for (const { mutation, flaw } of history.mutations)
    if (flaw !== undefined) throw new Error(`the mutation ${mutation.id}: ${flaw}`)
  for (const { bug, flaw } of history.bugs) if (flaw !== undefined) throw new Error(`the bug ${bug.id}: ${flaw}`)
  return history
}

export function historyFiles({ mutations, bugs }: History): readonly (readonly [string, string])[] {
  const ofMutations: Expectations = Object.fromEntries(
    mutations.flatMap(({ mutated, alone }) =>
      [mutated, ...alone].map(({ task, answer }) => [recordKey(task), expectation(answer)]),
    ),
  )
  const ofBugs: Expectations = Object.fromEntries(
    bugs
      .flatMap(({ finds, repaired }) => [finds, repaired])
      .flatMap((one) => (one === undefined ? [] : [[one.key, expectation(one.answer)]])),
  )
  return [
    ['model/mutations/expected.ts', historySource('mutations', 'each mutation', ofMutations)],
    ['model/bugs/expected.ts', historySource('bugs', 'each bug, and what repaired it,', ofBugs)],
  ]
}

export const historyBlocks = ({ mutations, bugs }: History): readonly (readonly [string, string])[] => [
  ['left out', leftOutTable()],
  ['bugs', bugTable(bugs)],
  ['mutations caught', caughtTable(mutations)],
  ['mutations not caught', uncaughtTable(mutations)],
  ['mutations out of reach', outOfReachTable()],
]
