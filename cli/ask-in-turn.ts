/** Answers the questions of claims, one search after the other. */
import { check, type Progress } from '../checker/index.ts'
import { type Answer, type Ask, answered, type ClaimQuestion, pose } from '../model/index.ts'

export interface Turn {
  readonly question: ClaimQuestion
  /** From 1 on. */
  readonly number: number
  readonly of: number
  /** Nothing yet when a search begins. */
  readonly progress: Progress | undefined
}

/** Aborting the signal leaves the rest `incomplete`. */
export const askInTurn =
  (signal?: AbortSignal, onTurn: (turn: Turn) => void = () => {}): Ask =>
  async (questions) => {
    const answers: Answer[] = []
    for (const [i, asked] of questions.entries()) {
      const tell = (progress?: Progress) => onTurn({ question: asked, number: i + 1, of: questions.length, progress })
      tell()
      const { configuration, question } = pose(asked)
      const options = { onProgress: tell, ...(signal === undefined ? {} : { signal }) }
      const result = signal?.aborted ? notStarted : await check(configuration.network, question, options)
      answers.push(answered(asked, result))
      // A signal is heard only between two turns of the event loop, and a small search has none.
      await new Promise(setImmediate)
    }
    return answers
  }

const notStarted: Answer['result'] = { verdict: 'incomplete', states: 0, transitions: 0, depth: 0 }
