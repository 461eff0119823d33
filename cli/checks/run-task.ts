/** Runs one check in this thread. */
import { check, type Progress } from '../../checker/index.ts'
import { configure } from '../../model/index.ts'
import { traceFileOf } from '../setup.ts'
import type { Watch } from '../workers/serve.ts'
import { type Answer, questionOf, type Task } from './task.ts'

export interface Ran {
  readonly answer: Answer
  /** The switches that the answer depends on. */
  readonly lookedAt: readonly string[]
}

export async function runTask(task: Task, { signal, tell }: Watch<Progress>): Promise<Ran> {
  const { maxStates, maxMemory, coverage: isCoverageAsked } = task
  const configuration = configure(task)
  const result = await check(configuration.network, questionOf(configuration, task), {
    signal,
    onProgress: tell,
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
  })
  const file = traceFileOf(configuration, result)
  const { coverage, trace, ...rest } = result
  const answer: Answer = {
    ...rest,
    ...(file === undefined ? {} : { trace: file }),
    ...(isCoverageAsked ? { coverage } : {}),
  }
  return { answer, lookedAt: configuration.switchesLookedAt() }
}
