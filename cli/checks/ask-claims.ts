/** Answers the questions of claims. */
import { type Ask, answered, type ClaimQuestion } from '../../model/index.ts'
import { type CheckAllOptions, checkAll } from './check-all.ts'
import type { Task } from './task.ts'

export const askClaims =
  (options: CheckAllOptions = {}): Ask =>
  async (questions) => {
    const answers = await checkAll(questions.map(taskOf), options)
    return answers.map(({ trace: file, ...result }, i) =>
      answered(questions[i] as ClaimQuestion, { ...result, ...(file === undefined ? {} : { trace: file.trace }) }),
    )
  }

/** Scenarios' witnesses are left out: what must be seen for a claim to mean something, its own checks say. */
const taskOf = ({ property, ...asked }: ClaimQuestion): Task => ({
  ...asked,
  ...(property === undefined ? {} : { properties: [property] }),
  unwitnessed: true,
})
