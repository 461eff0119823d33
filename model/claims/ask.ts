/** Between the names of a claim's question and a search of the checker. */
import { ModelError, type Question, type Result, type StructuralName, structural } from '../../checker/index.ts'
import { type Configuration, configure } from '../configure.ts'
import type { ClaimQuestion, Finding } from './claim.ts'

/** What was found, and what the search said of it. */
export interface Answer {
  readonly finding: Finding
  readonly result: Pick<Result, 'verdict' | 'violated' | 'states' | 'transitions' | 'depth' | 'trace'>
}

/** Answers questions, in their order. How the searches are run, and on how many processors, is for the caller to choose. */
export type Ask = (questions: readonly ClaimQuestion[]) => Promise<readonly Answer[]>

const structuralNames = Object.keys(structural) as StructuralName[]

/**
 * What to ask the checker. Scenarios' witnesses are left out: what must be seen for a claim to mean something, its own
 * checks say.
 *
 * @throws ModelError for a name that does not exist.
 */
export function pose(asked: ClaimQuestion): { configuration: Configuration; question: Question } {
  const configuration = configure(asked)
  const { properties, situations } = configuration
  const name = asked.situation ?? asked.property
  if (name === undefined) return { configuration, question: { properties } }
  const question = {
    properties: (asked.situation === undefined ? properties : situations).filter((known) => known.name === name),
    structural: structuralNames.filter((known) => known === name),
  }
  if (question.properties.length + question.structural.length === 0)
    throw new ModelError(`there is no promise or situation "${name}"`)
  return { configuration, question }
}

export function answered(asked: ClaimQuestion, result: Answer['result']): Answer {
  const { verdict } = result
  if (verdict === 'incomplete' || asked.situation === undefined) return { finding: verdict, result }
  return { finding: verdict === 'violated' ? 'reached' : 'not reached', result }
}

/** One text for each question, the same for the same question. */
export const keyOf = ({ scenario, kernel, set, drivers, mode, property, situation }: ClaimQuestion): string => {
  const sorted = (record: Readonly<Record<string, string>> = {}) =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([scenario, kernel, sorted(set), sorted(drivers), mode, property ?? null, situation ?? null])
}
