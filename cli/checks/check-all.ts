/** Runs many checks, on all processors. */
import { availableParallelism } from 'node:os'
import type { Progress } from '../../checker/index.ts'
import { memoryLimit } from '../../checker/memory.ts'
import { settingsOf } from '../../model/index.ts'
import { runOnWorkers } from '../workers/run-on-workers.ts'
import type { Ran } from './run-task.ts'
import { schedule } from './schedule.ts'
import { type Answer, nameOf, type Task } from './task.ts'

export interface CheckAllOptions {
  /**
   * How many searches run at once; by default as many as there are processors. Each has its share of the memory, and is
   * incomplete where that is not enough; one worker has all of it.
   */
  readonly workers?: number
  /** Aborting it ends the run; every answer that is missing then is `incomplete`. */
  readonly signal?: AbortSignal
  /** Called when a search starts, and about once a second by each. */
  readonly onProgress?: (progress: ProgressOfAll) => void
}

export interface ProgressOfAll {
  /** How many tasks have their answer. */
  readonly answered: number
  readonly tasks: number
  /** What runs, longest first. A search that began a moment ago has nothing to tell yet. */
  readonly running: readonly { readonly name: string; readonly progress: Progress | undefined }[]
}

/** A worker thread needs a built file, also where a test runs this source. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/cli/checks/worker.js' : './worker.js',
  import.meta.url,
)

/** The answer to a task that was interrupted before it started. */
const notStarted: Answer = {
  verdict: 'incomplete',
  reason: 'interrupted before it started',
  states: 0,
  transitions: 0,
  depth: 0,
  seconds: 0,
  bytesPerState: 0,
  learned: 0,
  witnesses: [],
  reductions: [],
  warnings: [],
}

/**
 * Answers each task, in their order. Unless memory runs out, the answers depend neither on the number of workers nor on
 * who is faster. Tasks that one search can answer share it.
 *
 * @throws ModelError for a wrong name, before anything is searched; and whatever ends one of the searches.
 */
export async function checkAll(tasks: readonly Task[], options: CheckAllOptions = {}): Promise<readonly Answer[]> {
  const { signal, onProgress } = options
  const plan = schedule(tasks, tasks.map(settingsOf))
  const workers = Math.min(options.workers ?? availableParallelism(), Math.max(tasks.length, 1))
  const share = workers === 1 ? undefined : Math.floor(memoryLimit().bytes / workers)
  const running = new Map<number, Progress | undefined>()
  const report = () =>
    onProgress?.({
      answered: plan.answered,
      tasks: tasks.length,
      running: [...running].map(([number, progress]) => ({ name: nameOf(tasks[number] as Task), progress })),
    })
  await runOnWorkers<{ readonly number: number; readonly task: Task }, Progress, Ran>({
    file: workerFile,
    workers,
    signal,
    next() {
      const number = plan.next()
      if (number === undefined) return undefined
      running.set(number, undefined)
      report()
      const task = tasks[number] as Task
      return { number, task: share === undefined ? task : { maxMemory: share, ...task } }
    },
    news({ number }, progress) {
      running.set(number, progress)
      report()
    },
    done({ number }, ran) {
      running.delete(number)
      plan.done(number, ran)
    },
    nameOf: ({ task }) => nameOf(task),
  })
  return plan.answers().map((answer) => answer ?? notStarted)
}
