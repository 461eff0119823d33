/** Runs one check in this thread. */
import { type CheckOptions, check, type Progress, type Result } from '../../checker/index.ts'
import { type Configuration, configure } from '../../model/index.ts'
import { explore, locksNoted } from '../explore.ts'
import { traceFileOf } from '../setup.ts'
import type { Watch } from '../workers/serve.ts'
import { compareWith } from './compare-task.ts'
import { type Answer, questionOf, type Task } from './task.ts'

export interface Ran {
  readonly answer: Answer
  /** The switches that the answer depends on. */
  readonly lookedAt: readonly string[]
}

export async function runTask(task: Task, { signal, tell }: Watch<Progress>): Promise<Ran> {
  const { maxStates, maxMemory, coverage: isCoverageAsked } = task
  if (task.sameWith !== undefined) return compareWith(task, task.sameWith, signal)
  const configuration = configure(task)
  const question = questionOf(configuration, task)
  const observations = isCoverageAsked ? locksNoted(configuration) : []
  const options = {
    signal,
    onProgress: tell,
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
  }
  const result = await check(configuration.network, { ...question, observations }, options)
  const file = traceFileOf(configuration, result)
  const { coverage: _, observed: __, workers: ___, trace, ...rest } = result
  const answer: Answer = {
    ...rest,
    ...(file === undefined ? {} : { trace: file }),
    ...(isCoverageAsked ? await everything(configuration, result, options) : {}),
  }
  return { answer, lookedAt: configuration.switchesLookedAt() }
}

/** A search that holds has seen everything; one that a violation ended has not. */
async function everything(configuration: Configuration, result: Result, options: CheckOptions) {
  const { coverage, observed } = result.verdict === 'violated' ? await explore(configuration, options) : result
  return { coverage, observed }
}
