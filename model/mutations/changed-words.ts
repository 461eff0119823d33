import { configure } from '../configure.ts'
import { choiceOf } from '../where.ts'
import { wordsOf } from './mutate.ts'
import type { Mutation } from './mutation.ts'

/** The guards and actions that a mutation replaces where it is shown. */
export function wordsChanged({ how: { patch }, where }: Mutation): readonly string[] {
  if (patch === undefined) return []
  return [...new Set(configure(choiceOf(where)).threads.flatMap(({ actor }) => wordsOf(patch(actor))))]
}
