/**
 * Runs tasks on worker threads, as many at a time as there are workers.
 *
 * A task that fails, and a worker that dies, end the whole run with an error: there is no answer that could be missed
 * in silence. The order in which tasks are handed out and answered is the caller's business.
 */
import { Worker } from 'node:worker_threads'
import { ModelError } from '../../checker/index.ts'
import type { FromWorker, ToWorker } from './messages.ts'

export interface Work<Task, News, Answer> {
  /** What a worker thread runs; it calls `serve`. */
  readonly file: URL
  /** At most as many as this; no more are started than there are tasks for. */
  readonly workers: number
  /** A task for an idle worker, `undefined` if there is none now. Asked again after each answer. */
  readonly next: () => Task | undefined
  readonly done: (task: Task, answer: Answer) => void
  readonly news: (task: Task, news: News) => void
  /** How errors name a task. */
  readonly nameOf: (task: Task) => string
  /** Aborting it tells running tasks to end, and starts no more. */
  readonly signal: AbortSignal | undefined
}

interface Seat<Task> {
  readonly worker: Worker
  /** What it works on. */
  running: { readonly task: Task } | undefined
}

/** @throws the error of the first task that fails, or one that tells of a dead worker. */
export async function runOnWorkers<Task, News, Answer>(work: Work<Task, News, Answer>): Promise<void> {
  const seats: Seat<Task>[] = []
  const send = ({ worker }: Seat<Task>, message: ToWorker<Task>) => worker.postMessage(message)
  const stop = () => {
    for (const seat of seats) send(seat, { kind: 'stop' })
  }
  work.signal?.addEventListener('abort', stop)
  try {
    await new Promise<void>((resolve, reject) => {
      const handOut = () => {
        while (work.signal?.aborted !== true) {
          const idle = seats.find(({ running }) => running === undefined)
          if (idle === undefined && seats.length === work.workers) break
          const task = work.next()
          if (task === undefined) break
          const seat = idle ?? takeSeat()
          seat.running = { task }
          send(seat, { kind: 'task', task })
          if (work.signal?.aborted) send(seat, { kind: 'stop' }) // aborted by whoever was asked for the task
        }
        if (seats.every(({ running }) => running === undefined)) resolve()
      }
      const takeSeat = (): Seat<Task> => {
        const seat: Seat<Task> = { worker: new Worker(work.file), running: undefined }
        const doing = () => (seat.running === undefined ? 'was idle' : `worked on ${work.nameOf(seat.running.task)}`)
        const died = (how: string) => reject(new Error(`a worker thread that ${doing()} ended: ${how}`))
        seat.worker.on('error', (error) => died(error instanceof Error ? error.message : String(error)))
        seat.worker.on('messageerror', (error) => died(error.message))
        seat.worker.on('exit', (code) => died(`exit code ${code}`))
        seat.worker.on('message', (message: FromWorker<News, Answer>) => {
          try {
            heard(seat, message)
          } catch (error) {
            reject(error)
          }
        })
        seats.push(seat)
        return seat
      }
      const heard = (seat: Seat<Task>, message: FromWorker<News, Answer>) => {
        if (seat.running === undefined) throw new Error('a worker thread answered what it was not asked')
        const { task } = seat.running
        if (message.kind === 'news') return work.news(task, message.news)
        if (message.kind === 'failure') throw failed(work.nameOf(task), message)
        seat.running = undefined
        work.done(task, message.answer)
        handOut()
      }
      handOut()
    })
  } finally {
    work.signal?.removeEventListener('abort', stop)
    await Promise.all(seats.map(({ worker }) => worker.terminate()))
  }
}

function failed(task: string, failure: { isModelError: boolean; message: string; stack: string }): Error {
  const message = `${task}: ${failure.message}`
  if (failure.isModelError) return new ModelError(message)
  return Object.assign(new Error(message), { stack: failure.stack })
}
