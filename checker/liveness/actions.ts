/** The kinds of steps that fairness can tell apart: which thread takes which event, and whether it begins with it. */
import type { Locals } from '../learn/learner.ts'
import type { Offer, See } from '../network.ts'
import type { CompiledNetwork } from '../search/compiled-network.ts'
import { showOffer } from '../step.ts'
import { type Fairness, restsIn } from './fairness.ts'

export interface Action {
  /** Number of the thread. */
  readonly thread: number
  readonly offer: Offer
  /** Whether the thread was at rest before the step. */
  readonly begins: boolean
}

/** What one thread may take in one of its local states: the roots of its choices' trees, and their actions. */
export interface Choices {
  readonly roots: readonly number[]
  readonly actions: readonly number[]
}

export class Actions {
  readonly all: Action[] = []
  readonly #compiled: CompiledNetwork
  readonly #numbers = new Map<string, number>()
  /** By thread and local state. */
  readonly #choices: (Choices | undefined)[][]
  readonly #rests: readonly ((see: See) => boolean)[]

  constructor(compiled: CompiledNetwork) {
    this.#compiled = compiled
    const { threads } = compiled.learner.network
    this.#choices = threads.map(() => [])
    this.#rests = threads.map(restsIn)
  }

  choices(thread: number, local: number): Choices {
    return (this.#choices[thread] as (Choices | undefined)[])[local] ?? this.#add(thread, local)
  }

  /** By action: a bit for each assumption that covers it. */
  coveredBy(fairness: readonly Fairness[]): Int32Array {
    const { threads } = this.#compiled.learner.network
    const covers = ({ thread, event, begun }: Fairness, action: Action) =>
      threads[action.thread] === thread &&
      (event === undefined || event === action.offer.type) &&
      !(begun && action.begins)
    return Int32Array.from(this.all, (action) =>
      fairness.reduce((mask, one, bit) => (covers(one, action) ? mask | (1 << bit) : mask), 0),
    )
  }

  #add(thread: number, local: number): Choices {
    const compiled = this.#compiled
    const { learner } = compiled
    const locals: Locals = learner.parts.map((_, part) => (part === learner.threadPart(thread) ? local : 0))
    const begins = this.#rests[thread]?.(((part) => learner.snapshot(locals, part)) as See) ?? false
    const offers = compiled.offers(thread, local) ?? []
    const choices = {
      roots: offers.map((_, choice) => compiled.tables.choiceRoot(thread, local, choice)),
      actions: offers.map((offer) => this.#numberOf({ thread, offer, begins })),
    }
    ;(this.#choices[thread] as (Choices | undefined)[])[local] = choices
    return choices
  }

  #numberOf(action: Action): number {
    const key = `${action.thread} ${action.begins} ${showOffer(action.offer)}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.all.push(action) - 1
    this.#numbers.set(key, number)
    return number
  }
}
