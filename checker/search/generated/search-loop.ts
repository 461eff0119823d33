/**
 * The search loop: expands states by code that is written for the network (./expand-code.ts), where looking up is all that
 * they need, and by ../expand.ts where it is not, and as long as writing code would not pay.
 */
import { isAllocationFailure } from '../allocation.ts'
import type { Batch } from '../batch.ts'
import { expand, type Place, type Signal, type Steps } from '../expand.ts'
import type { Asleep } from '../sleep-sets.ts'
import { Workbench } from './workbench.ts'

/** States to be expanded before code is written: it takes some milliseconds, in which so many are. */
const BEGIN = 1 << 14

/** After something was learned, so much of the tables is copied in the time that it takes to expand one state. */
const COPIED_IN_A_STATE = 1 << 8

const LEARNS: ReadonlySet<Signal> = new Set(['unlearned', 'unlearned-property'])

export class SearchLoop {
  #bench: Workbench | undefined
  /** What the bench has taken over. */
  #steps: Steps | undefined
  /** Something has been learned since. */
  #isStale = false
  /** States to be expanded before the bench is asked. */
  #patience = BEGIN
  readonly #learns: boolean

  /** @param learns whether tables change while the same steps are handed over: by what the loop was stopped for */
  constructor({ learns }: { readonly learns: boolean }) {
    this.#learns = learns
  }

  /** Bytes of the bench, with the batch that it has taken over. */
  get bytes(): number {
    return this.#bench?.bytes ?? 0
  }

  /** As in ../expand.ts. */
  expand(steps: Steps, vectors: Int32Array, batch: Batch, place: Place, end: number, asleep: Asleep): Signal {
    if (!steps.patient) this.#patience = 0
    while (place.head < end) {
      const bench = this.#mustBePlain(steps, place) ? undefined : this.#benchFor(steps, batch)
      const reason = bench?.expand(vectors, place, end, asleep) ?? 'more'
      if (reason === 'batch') return 'batch'
      if (reason === 'noStep') return 'no-step'
      if (reason === 'end') break
      const signal = this.#expandPlainly(steps, vectors, batch, place, end, asleep)
      if (signal !== 'end') return signal
    }
    return 'end'
  }

  /** Adds what was counted to the counts of the steps that were handed over last. */
  settle(): void {
    if (this.#steps !== undefined) this.#bench?.settle(this.#steps)
  }

  #mustBePlain({ generates }: Steps, { goesOn }: Place): boolean {
    return !generates || goesOn || this.#patience > 0
  }

  #expandPlainly(steps: Steps, vectors: Int32Array, batch: Batch, place: Place, end: number, asleep: Asleep): Signal {
    const from = place.head
    const few = place.goesOn ? 1 : Math.max(1, this.#patience)
    const signal = expand(steps, vectors, batch, place, steps.generates ? Math.min(end, from + few) : end, asleep)
    this.#patience -= place.head - from
    if (this.#learns && LEARNS.has(signal)) {
      this.settle() // the counts are about something else, once tables have been made anew
      this.#isStale = true
      this.#patience = Math.max(this.#patience, steps.code.length / COPIED_IN_A_STATE)
    }
    return signal
  }

  #benchFor(steps: Steps, batch: Batch): Workbench | undefined {
    const isElsewhere = this.#bench?.has(batch) !== true
    if (isElsewhere || this.#isStale || steps !== this.#steps) {
      this.settle()
      if (isElsewhere || this.#bench?.fits(steps) !== true) this.#bench = this.#make(steps, batch)
      this.#bench?.takeTables(steps)
      this.#steps = steps
      this.#isStale = false
    }
    return this.#bench
  }

  /** Nothing if the machine does not give the memory; then it is not asked again. */
  #make(steps: Steps, batch: Batch): Workbench | undefined {
    try {
      return new Workbench(steps, batch)
    } catch (error) {
      if (!isAllocationFailure(error)) throw error
      this.#patience = Number.POSITIVE_INFINITY
      return undefined
    }
  }
}
