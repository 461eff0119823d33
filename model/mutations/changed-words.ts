import { sampleActor } from '../sample-actor.ts'
import { wordsOf } from './mutate.ts'
import type { Mutation } from './mutation.ts'

/** The guards and actions that a mutation replaces. */
export const wordsChanged = ({ how, id }: Mutation): readonly string[] =>
  how.patch === undefined ? [] : wordsOf(how.patch(sampleActor(id)))
