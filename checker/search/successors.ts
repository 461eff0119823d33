/**
 * The steps out of any one state, from the learned tables: for explorations that have to know every step, which the
 * breadth-first search forgets. A state is a plain list of local states; nothing is stored but what is learned.
 */
import type { Learner, Locals } from '../learn/learner.ts'
import type { Offer, ThreadRef } from '../network.ts'
import type { StepProperty } from '../properties.ts'
import { allShortcuts } from '../shortcuts.ts'
import { CompiledNetwork, type Outcome } from './compiled-network.ts'
import { NOTHING } from './tables.ts'

/** A step that can be taken. */
interface Successor {
  readonly thread: ThreadRef
  readonly offer: Offer
  /** Where it leads; nowhere if it tells an object an event that the object does not accept. */
  readonly after: Locals | undefined
  /** What the step property says of it, where that is not `true`. */
  readonly clause: string | undefined
}

export class Successors {
  readonly #learner: Learner
  readonly #compiled: CompiledNetwork
  /** Outcomes that tell an illegal event. */
  readonly #illegal = new Set<number>()

  /** @param property asked of every step that leads somewhere */
  constructor(learner: Learner, property?: StepProperty) {
    this.#learner = learner
    this.#compiled = new CompiledNetwork(learner, [], property === undefined ? [] : [property], allShortcuts)
  }

  /** Situations asked of XState or of the property. */
  get learned(): number {
    return this.#compiled.learned
  }

  /** Every step, in the order of the threads and of the events that they are offered. */
  of(locals: Locals): Successor[] {
    return this.#learner.network.threads.flatMap((thread, number) =>
      this.#offers(number, locals).flatMap((offer, choice): Successor[] => {
        const address = this.#outcome(number, choice, locals)
        if (address === undefined) return []
        const outcome = this.#compiled.tables.code[address] as number
        if (this.#illegal.has(outcome)) return [{ thread, offer, after: undefined, clause: undefined }]
        const clause = this.#clause(address, outcome, locals)
        return [{ thread, offer, after: this.#after(outcome, locals), clause }]
      }),
    )
  }

  #offers(thread: number, locals: Locals): readonly Offer[] {
    const local = locals[this.#learner.threadPart(thread)] as number
    const known = this.#compiled.offers(thread, local)
    if (known !== undefined) return known
    this.#compiled.learnChoices(thread, locals)
    return this.#compiled.offers(thread, local) ?? []
  }

  /** The address of a choice's outcome; nothing if the choice is not enabled. */
  #outcome(thread: number, choice: number, locals: Locals): number | undefined {
    const compiled = this.#compiled
    const local = locals[this.#learner.threadPart(thread)] as number
    const leaf = () => compiled.tables.resolve(compiled.tables.choiceRoot(thread, local, choice), locals)
    if (leaf() === 0) {
      const asked = compiled.askStep(thread, choice, locals)
      if (compiled.outgrown) compiled.relayout(compiled.fittingLayout())
      compiled.addStep(asked, locals, true)
      if (asked.outcome.kind === 'illegal') this.#illegal.add(compiled.outcomes.length - 1)
    }
    const found = leaf()
    return found === NOTHING ? undefined : -found
  }

  #clause(address: number, outcome: number, locals: Locals): string | undefined {
    const compiled = this.#compiled
    compiled.learnStepProperties(outcome, locals)
    const verdict = compiled.tables.resolve(address + 1, locals)
    return verdict === NOTHING ? undefined : compiled.broken(verdict).clause
  }

  #after(outcome: number, locals: Locals): Locals {
    const { writes } = this.#compiled.outcomes[outcome] as Outcome
    const after = [...locals]
    for (let i = 0; i < writes.length; i += 3) after[writes[i] as number] = writes[i + 2] as number
    return after
  }
}
