/** The JSON document of `mutations`. */
import { z } from 'zod'
import type { Mutation, MutationOutOfReach } from '../../model/index.ts'
import { wordsChanged } from '../../model/index.ts'
import type { JudgedMutation } from '../checks/judge-mutations.ts'
import { type DocumentOf, named, version } from '../schemas/document.ts'
import { searched, step, verdict } from '../schemas/result.ts'
import { citation, cite } from './citation.ts'
import { habitsChanged } from './mutation-text.ts'

const text = z.string()

const fault = {
  id: text,
  what: text.describe('what is wrong'),
  standsFor: z
    .array(citation)
    .describe('the bugs of the history that it stands for; none if it is there for a promise'),
}

export const mutationsSchema = z
  .strictObject({
    version,
    interrupted: z.boolean(),
    mutations: z.array(
      z.strictObject({
        ...fault,
        how: z.strictObject({
          set: named.describe('other settings of switches'),
          driver: z.array(text).describe('what it changes of the drivers'),
          words: z.array(text).describe('the guards and actions of the paths that it replaces'),
        }),
        scenario: text,
        kernel: text,
        drivers: named,
        status: z
          .enum(['caught', 'not caught', 'undecided'])
          .describe('undecided: without the mutation something breaks as well, or a search did not end'),
        caughtBy: text.nullable().describe('the property that breaks first; null unless one does'),
        ...searched,
        without: verdict.describe('the verdict without the mutation'),
        alsoBreaks: z
          .array(z.strictObject({ property: text, verdict, ...searched }))
          .describe('promises that catch it when they are asked alone'),
        why: text.nullable().describe('why nothing catches it; null if something is meant to'),
        surprise: text.nullable().describe('what differs from the recorded result; null if nothing does'),
        trace: z.array(step).nullable().describe('a shortest race; null unless it is caught'),
      }),
    ),
    outOfReach: z.array(z.strictObject({ ...fault, why: text.describe('what the model lacks') })),
  })
  .meta({ description: 'Faults put into the model, and the promises that catch them.' })

type Document = DocumentOf<typeof mutationsSchema>

export function mutationsDocument(
  judged: readonly JudgedMutation[],
  outOfReach: readonly MutationOutOfReach[],
  interrupted: boolean,
): Document {
  return {
    version: 1,
    interrupted,
    mutations: judged.map(entry),
    outOfReach: outOfReach.map((fault) => ({ ...faultOf(fault), why: fault.why })),
  }
}

const faultOf = ({ id, what, standsFor }: Mutation | MutationOutOfReach) => ({
  id,
  what,
  standsFor: standsFor.map(cite),
})

function entry({ mutation, mutated, alone, without, status, surprise }: JudgedMutation): Document['mutations'][number] {
  const { task, answer } = mutated
  return {
    ...faultOf(mutation),
    how: {
      set: { ...mutation.how.set },
      driver: habitsChanged(mutation),
      words: wordsChanged(mutation),
    },
    scenario: task.scenario,
    kernel: task.kernel,
    drivers: { ...task.drivers },
    status,
    caughtBy: status === 'caught' ? (answer.violated?.property ?? null) : null,
    ...numbersOf(answer),
    without: without.answer.verdict,
    alsoBreaks: alone.map(({ task, answer }) => ({
      property: task.properties?.join() ?? '',
      verdict: answer.verdict,
      ...numbersOf(answer),
    })),
    why: mutation.uncaught ?? null,
    surprise: surprise ?? null,
    trace: status === 'caught' ? (answer.trace?.trace.steps ?? null) : null,
  }
}

const numbersOf = ({ states, transitions, depth }: JudgedMutation['mutated']['answer']) => ({
  states,
  transitions,
  depth,
})
