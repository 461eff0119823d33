/**
 * The steps that each thread can take in one state, from the learned tables, before any of them is taken: what a choice
 * among the threads has to know.
 */
import type { CompiledNetwork } from '../search/compiled-network.ts'
import type { StateStore } from '../search/states.ts'
import { fieldAt, LIST, leafAt, NOTHING, ROW } from '../search/tables.ts'

/** What has to be learned before the steps are known. */
export interface Unlearned {
  readonly what: 'step' | 'step-property'
  readonly thread: number
  /** A place in the thread's list, or the outcome's number. */
  readonly choice: number
}

export class ReadySteps {
  /** By thread: the address of its list. */
  readonly lists: Int32Array
  /** By thread: its local state. */
  readonly locals: Int32Array
  /** By thread: where its steps begin. */
  readonly first: Int32Array
  /** Threads that can take a step, one bit each; also one that leads nowhere new. */
  enabled = 0
  /** Whether any thread can take a step. */
  any = false
  /** By step: the address of its outcome. */
  addresses = new Int32Array(64)
  /** By step: its outcome's number. */
  outcomes = new Int32Array(64)
  /** By step: 1 if it is counted by itself, and not by a visit of its list. */
  walked = new Int32Array(64)
  /** By step: what the step properties say of it. */
  verdicts = new Int32Array(64)

  readonly #compiled: CompiledNetwork
  readonly #parts: readonly number[]

  constructor(compiled: CompiledNetwork) {
    this.#compiled = compiled
    const { threads } = compiled.learner.network
    this.#parts = threads.map((_, thread) => compiled.learner.threadPart(thread))
    this.lists = new Int32Array(threads.length)
    this.locals = new Int32Array(threads.length)
    this.first = new Int32Array(threads.length + 1)
  }

  /** Finds the steps out of state `state`. Says what has to be learned first, if anything. */
  gather(store: StateStore, state: number): Unlearned | undefined {
    const { tables, layout, stepProperties } = this.#compiled
    const { code, rows } = tables
    const { vectors } = store
    const base = state * layout.words
    const threads = this.lists.length
    let count = 0
    this.enabled = 0
    this.any = false
    for (let thread = 0; thread < threads; thread++) {
      this.first[thread] = count
      const part = this.#parts[thread] as number
      const local =
        ((vectors[base + (layout.word[part] as number)] as number) >>> (layout.shift[part] as number)) &
        (layout.mask[part] as number)
      this.locals[thread] = local
      const row = code[(rows[thread] as number) + local] as number
      if (row === 0) return { what: 'step', thread, choice: 0 }
      const list = code[row + ROW + fieldAt(vectors, base, code[row] as number, code[row + 1] as number)] as number
      if (list === 0) return { what: 'step', thread, choice: 0 }
      this.lists[thread] = list
      const choices = code[list] as number
      if (count + choices > this.addresses.length) this.#grow()
      for (let choice = 0; choice < choices; choice++) {
        const entry = leafAt(code, list + LIST + choice, vectors, base)
        if (entry === NOTHING) continue
        if (entry === 0) return { what: 'step', thread, choice }
        const outcome = code[-entry] as number
        if (stepProperties.length > 0) {
          const verdict = leafAt(code, 1 - entry, vectors, base)
          if (verdict === 0) return { what: 'step-property', thread, choice: outcome }
          this.verdicts[count] = verdict
        } else this.verdicts[count] = NOTHING
        this.addresses[count] = -entry
        this.outcomes[count] = outcome
        this.walked[count] = (code[list + LIST + choice] as number) > 0 ? 1 : 0
        count++
      }
      if (count > (this.first[thread] as number) || code[list + 1] !== 0) {
        this.enabled |= 1 << thread
        this.any = true
      }
    }
    this.first[threads] = count
    return undefined
  }

  #grow(): void {
    const wider = (array: Int32Array) => {
      const next = new Int32Array(array.length * 2)
      next.set(array)
      return next
    }
    this.addresses = wider(this.addresses)
    this.outcomes = wider(this.outcomes)
    this.walked = wider(this.walked)
    this.verdicts = wider(this.verdicts)
  }
}
