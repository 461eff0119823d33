/** When a search lets others run, says how far it is, and is told to stop. */
import type { Progress } from '../result.ts'

/** Milliseconds between two looks at the clock, the signal and the event loop. */
const SLICE = 50
const PROGRESS_EVERY = 1000

export class Clock {
  readonly started = performance.now()
  readonly signal: AbortSignal | undefined
  readonly #onProgress: ((progress: Progress) => void) | undefined
  #reported = this.started

  constructor(signal: AbortSignal | undefined, onProgress: ((progress: Progress) => void) | undefined) {
    this.signal = signal
    this.#onProgress = onProgress
  }

  get seconds(): number {
    return (performance.now() - this.started) / 1000
  }

  /** When to breathe next, in `performance.now()` milliseconds. */
  get deadline(): number {
    return performance.now() + SLICE
  }

  /** Lets others run. Says whether to stop. */
  async breathe(progress: () => Omit<Progress, 'seconds'>): Promise<boolean> {
    await new Promise(setImmediate)
    if (this.signal?.aborted) return true
    this.report(progress)
    return false
  }

  /** Says how far the search is, about once a second. */
  report(progress: () => Omit<Progress, 'seconds'>): void {
    if (performance.now() - this.#reported < PROGRESS_EVERY) return
    this.#reported = performance.now()
    this.#onProgress?.({ ...progress(), seconds: this.seconds })
  }
}
