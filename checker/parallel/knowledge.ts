/** Writes down what has been learned for threads that cannot learn, each time that more is known. */

import type { LocalStates } from '../learn/local-states.ts'
import type { CompiledNetwork } from '../search/compiled-network.ts'
import { isAtRest } from '../waiting.ts'
import type { Counts, Knowledge } from './messages.ts'

export class Publisher {
  readonly #compiled: CompiledNetwork
  readonly #deadlocks: boolean
  readonly #counts: Counts[]
  #code = sharedInts(0)

  constructor(compiled: CompiledNetwork, deadlocks: boolean, threads: number) {
    this.#compiled = compiled
    this.#deadlocks = deadlocks
    this.#counts = Array.from({ length: threads }, () => ({ fired: sharedFloats(0), visits: sharedFloats(0) }))
  }

  get bytes(): number {
    return this.#code.byteLength
  }

  /** Everything that is known by now; all threads must be resting. */
  knowledge(): Knowledge {
    const compiled = this.#compiled
    const { tables, masks, maskWords } = compiled
    if (this.#code.length < tables.code.length) this.#code = sharedInts(tables.code.length)
    const code = this.#code
    code.set(tables.code)
    const { fired: _, visits: __, ...steps } = compiled.steps()
    return {
      steps: { ...steps, code },
      judged: {
        code,
        verdicts: tables.verdicts,
        masks: masks.slice(0, compiled.outcomes.length * maskWords),
        maskWords,
      },
      deadlocks: this.#deadlocks,
      ...this.#rests(),
    }
  }

  /** The counts of thread number `thread`, with room for all that can be counted by now; they must be zero. */
  counts(thread: number): Counts {
    const { fired, tables } = this.#compiled
    const counts = this.#counts[thread] as Counts
    if (counts.fired.length >= fired.length && counts.visits.length >= tables.visits.length) return counts
    const larger = { fired: sharedFloats(fired.length), visits: sharedFloats(tables.visits.length) }
    this.#counts[thread] = larger
    return larger
  }

  /** Adds up what the threads have counted since. They must be resting, and the tables the same as when they began. */
  settle(): void {
    const { fired, tables } = this.#compiled
    for (const counts of this.#counts) {
      addTo(fired, counts.fired)
      addTo(tables.visits, counts.visits)
    }
  }

  /** Steps that the threads have counted and nobody has added up; roughly, since they go on. */
  get unsettled(): number {
    const { tables } = this.#compiled
    return this.#counts.reduce(
      (sum, { fired, visits }) => sum + fired.reduce((a, b) => a + b, 0) + tables.stepsOf(visits),
      0,
    )
  }

  #rests(): Pick<Knowledge, 'rests' | 'restsAt' | 'restsKnown'> {
    const { learner } = this.#compiled
    const rests: number[] = []
    const restsAt: number[] = []
    const restsKnown: number[] = []
    learner.network.threads.forEach((thread, number) => {
      const { snapshots } = learner.states[learner.threadPart(number)] as LocalStates
      restsAt.push(rests.length)
      restsKnown.push(snapshots.length)
      for (const snapshot of snapshots) rests.push(isAtRest(thread, () => snapshot) ? 1 : 0)
    })
    return { rests: Int32Array.from(rests), restsAt: Int32Array.from(restsAt), restsKnown: Int32Array.from(restsKnown) }
  }
}

function addTo(sum: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue
    sum[i] = (sum[i] as number) + (counts[i] as number)
    counts[i] = 0
  }
}

const sharedInts = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length))
const sharedFloats = (length: number) => new Float64Array(new SharedArrayBuffer(8 * length))
