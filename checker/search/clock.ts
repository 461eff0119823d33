/** When a search lets others run, says how far it is, and is told to stop. */
import { type Expected, Growth } from '../partial/growth.ts'
import type { Progress } from '../result.ts'

/** Milliseconds between two looks at the clock, the signal and the event loop. */
const SLICE = 50
const PROGRESS_EVERY = 1000

type Counts = Omit<Progress, 'seconds' | 'expected'>

export class Clock {
  readonly started = performance.now()
  readonly signal: AbortSignal | undefined
  readonly #onProgress: ((progress: Progress) => void) | undefined
  readonly #growth = new Growth()
  #reported = this.started

  constructor(signal: AbortSignal | undefined, onProgress: ((progress: Progress) => void) | undefined) {
    this.signal = signal
    this.#onProgress = onProgress
  }

  get seconds(): number {
    return (performance.now() - this.started) / 1000
  }

  /** How many states there may be in all, by how the search has grown; nothing while there is no end in sight. */
  get expected(): Expected | undefined {
    return this.#growth.expected
  }

  /** When to breathe next, in `performance.now()` milliseconds. */
  get deadline(): number {
    return performance.now() + SLICE
  }

  /** Lets others run. Says whether to stop. */
  async breathe(progress: () => Counts): Promise<boolean> {
    await new Promise(setImmediate)
    if (this.signal?.aborted) return true
    this.report(progress)
    return false
  }

  /** Says how far the search is, about once a second. */
  report(progress: () => Counts): void {
    const counts = progress()
    this.#growth.add(counts.states, counts.queue)
    if (performance.now() - this.#reported < PROGRESS_EVERY) return
    this.#reported = performance.now()
    const { expected } = this
    this.#onProgress?.({ ...counts, seconds: this.seconds, ...(expected === undefined ? {} : { expected }) })
  }
}
