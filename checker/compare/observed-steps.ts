/**
 * The states and steps of one network as they look to somebody who sees only what `observe` shows.
 *
 * States are numbered in the order in which they are come across. How a run ends is a letter that leads to the state OVER,
 * so that nobody else has to know of ends.
 */
import { Learner, type Locals } from '../learn/learner.ts'
import type { Network, Offer, PartRef, ThreadRef } from '../network.ts'
import { stepProperty, type TakenStep } from '../properties.ts'
import { Successors } from '../search/successors.ts'
import { isAtRest } from '../waiting.ts'
import { type Alphabet, endLetter, SILENT } from './alphabet.ts'

/** One side of a comparison: a network, and what can be seen of it. */
export interface Observed {
  readonly network: Network
  /**
   * What a step shows; nothing if it is internal. Must be a function of the step, as a step property is, and costs the
   * more the more it looks at: ask `before(part) === after(part)` before you look at a part.
   */
  readonly observe: (step: TakenStep) => string | undefined
}

/** Where a run is after its end. */
export const OVER = 0
export const INITIAL = 1

/** A step out of a state, or how a run ends there. */
export interface ObservedStep {
  readonly letter: number
  readonly to: number
  /** Missing where a run ends because no step is left. */
  readonly taken?: { readonly thread: ThreadRef; readonly offer: Offer }
}

export class ObservedSteps {
  readonly learner: Learner
  readonly alphabet: Alphabet
  readonly #successors: Successors
  readonly #ends: boolean
  /** By number. OVER has none. */
  readonly #locals: Locals[] = [[]]
  readonly #numbers = new Map<string, number>()

  /**
   * @param side how errors name it
   * @param ends whether ends are observed
   */
  constructor({ network, observe }: Observed, side: string, alphabet: Alphabet, ends: boolean) {
    this.learner = new Learner(network)
    this.alphabet = alphabet
    const label = stepProperty(`observe of the ${side} network`, (step) => observe(step) ?? true)
    this.#successors = new Successors(this.learner, label)
    this.#ends = ends
    this.#number(this.learner.parts.map(() => 0))
  }

  /** States come across so far, without OVER. */
  get count(): number {
    return this.#numbers.size
  }

  /** Every step out of a state, in the order of the threads and of the events that they are offered. */
  from(state: number): ObservedStep[] {
    if (state === OVER) return []
    const locals = this.#locals[state] as Locals
    const successors = this.#successors.of(locals)
    if (successors.length === 0)
      return this.#ends ? [{ letter: endLetter(this.#isFinished(locals) ? 'finished' : 'deadlock'), to: OVER }] : []
    return successors.flatMap(({ thread, offer, after, clause }) => {
      const taken = { thread, offer }
      if (after === undefined) return this.#ends ? [{ letter: endLetter('illegal-event'), to: OVER, taken }] : []
      return [{ letter: clause === undefined ? SILENT : this.alphabet.letter(clause), to: this.#number(after), taken }]
    })
  }

  #number(locals: Locals): number {
    const key = locals.join()
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#locals.push(locals) - 1
    this.#numbers.set(key, number)
    return number
  }

  #isFinished(locals: Locals): boolean {
    const look = (part: PartRef) => this.learner.snapshot(locals, part)
    return this.learner.network.threads.every((thread) => isAtRest(thread, look))
  }
}
