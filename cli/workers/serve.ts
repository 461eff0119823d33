/** A worker thread's side: runs one task after the other, and answers each. */
import { parentPort } from 'node:worker_threads'
import { ModelError } from '../../checker/index.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** How a task is watched and ended while it runs. */
export interface Watch<News> {
  /** Aborted when the run is to end; the task still answers, with what it has. */
  readonly signal: AbortSignal
  readonly tell: (news: News) => void
}

export function serve<Task, News, Answer>(run: (task: Task, watch: Watch<News>) => Promise<Answer>): void {
  if (parentPort === null) throw new Error('this is a worker thread; it is not started on its own')
  const port = parentPort
  const send = (message: FromWorker<News, Answer>) => port.postMessage(message)
  const controller = new AbortController()
  const watch: Watch<News> = { signal: controller.signal, tell: (news) => send({ kind: 'news', news }) }
  port.on('message', async (message: ToWorker<Task>) => {
    if (message.kind === 'stop') return controller.abort()
    try {
      send({ kind: 'answer', answer: await run(message.task, watch) })
    } catch (error) {
      send(failure(error))
    }
  })
}

function failure(error: unknown): FromWorker<never, never> {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'failure', isModelError: error instanceof ModelError, message, stack: stack ?? message }
}
