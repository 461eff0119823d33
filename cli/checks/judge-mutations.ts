/** What becomes of each mutation. Where the mutated model is asked, the model as it is must hold. */
import { choiceOf, expectedMutations, type Mutation } from '../../model/index.ts'
import { surprise, verdictOf } from '../reports/surprise.ts'
import { type CheckAllOptions, checkAll } from './check-all.ts'
import type { Answer, Task } from './task.ts'

export interface AskedMutation {
  readonly task: Task
  readonly answer: Answer
}

export interface JudgedMutation {
  readonly mutation: Mutation
  readonly mutated: AskedMutation
  /** One promise each, asked alone. */
  readonly alone: readonly AskedMutation[]
  readonly without: AskedMutation
  /** `undecided`: without the mutation something breaks as well, or a search did not end. */
  readonly status: 'caught' | 'not caught' | 'undecided'
  /** What is not as it is meant, whatever was recorded. */
  readonly flaw: string | undefined
  /** That, or what differs from what was recorded. */
  readonly surprise: string | undefined
}

export async function judgeMutations(
  mutations: readonly Mutation[],
  options: CheckAllOptions,
): Promise<readonly JudgedMutation[]> {
  return judgedMutations(mutations, await checkAll(mutations.flatMap(tasksOfMutation), options))
}

/** Without the mutation, with it, and with it for each promise alone. */
export function tasksOfMutation({ id, where, alsoBreaks = [] }: Mutation): readonly [Task, Task, ...Task[]] {
  const without = choiceOf(where)
  const mutated = { ...without, mutation: id }
  return [without, mutated, ...alsoBreaks.map((name) => ({ ...mutated, properties: [name] }))]
}

/** @param answers to the tasks of each, in order */
export function judgedMutations(mutations: readonly Mutation[], answers: readonly Answer[]): readonly JudgedMutation[] {
  let next = 0
  const ask = (task: Task): AskedMutation => ({ task, answer: answers[next++] as Answer })
  return mutations.map((mutation) => {
    const [first, second, ...others] = tasksOfMutation(mutation)
    const [without, mutated, alone] = [ask(first), ask(second), others.map(ask)]
    const found = { mutation, without, mutated, alone, status: statusOf(mutated.answer, without.answer) }
    const flaw = flawOf(found)
    return { ...found, flaw, surprise: flaw ?? unrecorded([mutated, ...alone]) }
  })
}

/** Under which name the answer of a mutated model is recorded. */
export const recordKey = ({ mutation = '', properties = [] }: Task): string => [mutation, ...properties].join(' ')

function statusOf({ verdict }: Answer, without: Answer): JudgedMutation['status'] {
  if (without.verdict !== 'holds' || verdict === 'incomplete') return 'undecided'
  return verdict === 'violated' ? 'caught' : 'not caught'
}

type Found = Omit<JudgedMutation, 'flaw' | 'surprise'>

function flawOf({ mutation: { uncaught }, mutated, alone, without, status }: Found): string | undefined {
  if (without.answer.verdict !== 'holds') return `without it: ${verdictOf(without.answer)}`
  if (status !== (uncaught === undefined ? 'caught' : 'not caught'))
    return `${verdictOf(mutated.answer)}, which is not what is said of it`
  const missed = alone.find(({ answer }) => answer.verdict !== 'violated')
  return missed && `${missed.task.properties}: ${verdictOf(missed.answer)}`
}

const unrecorded = (asked: readonly AskedMutation[]): string | undefined =>
  asked.flatMap(({ task, answer }) => {
    const differs = surprise(answer, expectedMutations[recordKey(task)])
    return differs === undefined ? [] : [[...(task.properties ?? []), differs].join(': ')]
  })[0]
