/** How often a path is walked. */
import { noLocals } from '../locals.ts'
import { type Local, set } from './word.ts'

export const roundWords = {
  guards: {
    'for ever': ({ context }: Local) => context.rounds === null,
    'rounds left': ({ context }: Local) => context.rounds !== null && context.rounds > 1,
  },
  actions: {
    'forget everything': set(({ context }) => ({ ...noLocals, rounds: context.rounds })),
    'count the round': set(({ context }) => ({ rounds: context.rounds === null ? null : context.rounds - 1 })),
  },
}
