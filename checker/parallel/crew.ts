/**
 * The worker threads of a search. One that dies, or fails, ends the search with an error: nothing of what it had in hand
 * may be missed in silence.
 */
import { Worker } from 'node:worker_threads'
import type { Relayout, Rested, Round, Spreading } from './messages.ts'

/** A worker thread needs a built file, also where a test runs this source. */
const file = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/checker/parallel/worker.js' : './worker.js',
  import.meta.url,
)

export class Crew {
  readonly #workers: readonly Worker[]
  /** Rejected when a worker ends, whenever that is. */
  readonly #death: Promise<never>
  #isDismissed = false

  constructor(size: number) {
    this.#workers = Array.from({ length: size }, (_, i) => new Worker(file, { workerData: i + 1 }))
    this.#death = new Promise((_, reject) => {
      for (const worker of this.#workers) {
        const died = (how: string) => {
          if (!this.#isDismissed) reject(new Error(`a worker thread of the search ended: ${how}`))
        }
        worker.on('error', (error) => died(error instanceof Error ? error.message : String(error)))
        worker.on('messageerror', (error) => died(error.message))
        worker.on('exit', (code) => died(`exit code ${code}`))
      }
    })
    this.#death.catch(() => {}) // told to whoever waits for a round
  }

  get size(): number {
    return this.#workers.length
  }

  /** Lets all search on, each with what is its own, until all rest. */
  round(rounds: readonly Round[]): Promise<readonly Rested[]> {
    return this.#ask<Round, Rested>(rounds)
  }

  /** Has parts of the index spread, at most one for each thread. */
  async spread(parts: readonly Spreading[]): Promise<void> {
    await this.#ask<Spreading, true>(parts)
  }

  /** Has pieces of what lays states out anew done, at most one by each thread. */
  async relayout(pieces: readonly Relayout[]): Promise<void> {
    await this.#ask<Relayout, true>(pieces)
  }

  #ask<Request, Answer>(requests: readonly Request[]): Promise<readonly Answer[]> {
    const answers = requests.map(
      (request, i) =>
        new Promise<Answer>((resolve) => {
          const worker = this.#workers[i] as Worker
          worker.once('message', resolve)
          worker.postMessage(request)
        }),
    )
    return Promise.race([Promise.all(answers), this.#death])
  }

  async dismiss(): Promise<void> {
    this.#isDismissed = true
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }
}
