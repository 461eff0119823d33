/** What becomes of each mutation. Where the mutated model is asked, the model as it is must hold. */
import { choiceOf, expectedMutations, type Mutation } from '../../model/index.ts'
import { surprise, verdictOf } from '../reports/surprise.ts'
import { type CheckAllOptions, checkAll } from './check-all.ts'
import type { Answer, Task } from './task.ts'

export interface Asked {
  readonly task: Task
  readonly answer: Answer
}

export interface JudgedMutation {
  readonly mutation: Mutation
  readonly mutated: Asked
  /** One promise each, asked alone. */
  readonly alone: readonly Asked[]
  readonly without: Asked
  /** `undecided`: without the mutation something breaks as well, or a search did not end. */
  readonly status: 'caught' | 'not caught' | 'undecided'
  /** What differs from what was recorded, or is meant. */
  readonly surprise: string | undefined
}

export async function judgeMutations(
  mutations: readonly Mutation[],
  options: CheckAllOptions,
): Promise<readonly JudgedMutation[]> {
  return judgedBy(mutations, await checkAll(mutations.flatMap(tasksOf), options))
}

/** @param answers to the tasks of each, in order */
export function judgedBy(mutations: readonly Mutation[], answers: readonly Answer[]): readonly JudgedMutation[] {
  let next = 0
  return mutations.map((mutation) => {
    const asked = tasksOf(mutation).map((task): Asked => ({ task, answer: answers[next++] as Answer }))
    const [mutated, without, ...alone] = asked as [Asked, Asked, ...Asked[]]
    return judged(mutation, mutated, alone, without)
  })
}

/** With the mutation, without it, and with it for each promise alone. */
export function tasksOf({ id, where, alsoBreaks = [] }: Mutation): readonly Task[] {
  const without = choiceOf(where)
  const mutated = { ...without, mutation: id }
  return [mutated, without, ...alsoBreaks.map((name) => ({ ...mutated, properties: [name] }))]
}

/** How an answer is named in the record of expectations. */
export const recordKey = ({ mutation = '', properties = [] }: Task): string => [mutation, ...properties].join(' ')

export function judged(mutation: Mutation, mutated: Asked, alone: readonly Asked[], without: Asked): JudgedMutation {
  const status = statusOf(mutated.answer, without.answer)
  const found = { mutation, mutated, alone, without, status }
  return { ...found, surprise: surpriseOf(found) }
}

function statusOf({ verdict, violated }: Answer, without: Answer): JudgedMutation['status'] {
  if (without.verdict !== 'holds' || verdict === 'incomplete') return 'undecided'
  // a fault that only makes a situation unreachable breaks no promise
  return verdict === 'violated' && violated?.kind !== 'witness' ? 'caught' : 'not caught'
}

function surpriseOf({ mutation, mutated, alone, without, status }: Omit<JudgedMutation, 'surprise'>) {
  if (without.answer.verdict !== 'holds') return `without it: ${verdictOf(without.answer)}`
  if (status === 'caught' && mutation.uncaught !== undefined)
    return `${verdictOf(mutated.answer)}; it was thought that nothing catches it`
  if (status === 'not caught' && mutation.uncaught === undefined)
    return `nothing catches it: ${verdictOf(mutated.answer)}`
  const missed = alone.find(({ answer }) => answer.verdict !== 'violated')
  if (missed !== undefined) return `${missed.task.properties?.join()}: ${verdictOf(missed.answer)}`
  const differences = [mutated, ...alone].map(({ task, answer }) => {
    const differs = surprise(answer, expectedMutations[recordKey(task)])
    return differs === undefined || task.properties === undefined ? differs : `${task.properties.join()}: ${differs}`
  })
  return differences.find((difference) => difference !== undefined)
}
