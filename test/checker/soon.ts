import { createContext, runInContext } from 'node:vm'

const context = createContext({})

/** Runs something that must end soon: a loop without end fails its test instead of hanging the whole run. */
export function soon<Answer>(run: () => Answer, milliseconds = 500): Answer {
  Object.assign(context, { run })
  return runInContext('run()', context, { timeout: milliseconds }) as Answer
}
