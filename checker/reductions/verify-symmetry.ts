/**
 * Whether declared members are really alike: all that is learned of a situation is asked again where two of them have
 * changed places. A step must do the same there, and a property say the same.
 *
 * It is enough to ask for swaps of two neighbours: what is learned that way is asked again in turn.
 */
import { isDeepStrictEqual } from 'node:util'
import { ModelError } from '../errors.ts'
import type { Locals, Writes } from '../learn/learner.ts'
import type { Offer, PartRef, ThreadRef } from '../network.ts'
import type { CompiledNetwork, Outcome } from '../search/compiled-network.ts'
import { NOTHING } from '../search/tables.ts'
import { showOffer } from '../step.ts'
import type { Orbits } from './symmetry.ts'

interface Choice {
  readonly thread: number
  readonly choice: number
  readonly locals: Locals
}

export class VerifySymmetry {
  readonly #compiled: CompiledNetwork
  readonly #orbits: Orbits
  /** Learns a choice if it is not known; says whether it could. */
  readonly #learn: (choice: Choice) => boolean

  constructor(compiled: CompiledNetwork, orbits: Orbits, learn: (choice: Choice) => boolean) {
    this.#compiled = compiled
    this.#orbits = orbits
    this.#learn = learn
  }

  /** Asks of a choice that was just learned. @throws ModelError naming who is told from whom, and by what. */
  step(learned: Choice): void {
    const todo = [learned]
    for (const choice of todo)
      for (const swap of this.#orbits.swaps) {
        const image = this.#imageOf(choice, swap)
        const isNew = this.#leaf(image) === 0
        if (isNew && !this.#learn(image)) return
        const answered = this.#compiled.stepVerdicts.length
        this.#compare(choice, image, swap)
        if (isNew || this.#compiled.stepVerdicts.length > answered) todo.push(image)
      }
  }

  /** Asks of a step property's answer to an outcome that was just learned. */
  stepProperties(outcome: number, locals: Locals): void {
    const { thread, choice } = this.#compiled.outcomes[outcome] as Outcome
    this.step({ thread, choice, locals })
  }

  /** Learns a watched property's answer, and asks for it where members have changed places. */
  verdict(watched: number, locals: Locals): void {
    const { tables } = this.#compiled
    const root = tables.verdicts[watched] as number
    this.#compiled.learnVerdict(watched, locals)
    const todo = [locals]
    for (const state of todo)
      for (const swap of this.#orbits.swaps) {
        const image = this.#orbits.image(swap.exchange, state)
        if (tables.resolve(root, image) === 0) {
          this.#compiled.learnVerdict(watched, image)
          todo.push(image)
        }
        if ((tables.resolve(root, state) === NOTHING) !== (tables.resolve(root, image) === NOTHING))
          throw told(swap, `property "${this.#compiled.watched[watched]?.name}"`)
      }
  }

  #imageOf({ thread, choice, locals }: Choice, swap: Orbits['swaps'][number]): Choice {
    const compiled = this.#compiled
    const { exchange } = swap
    const there = this.#orbits.exchanges[exchange]?.threads[thread] as number
    const image = this.#orbits.image(exchange, locals)
    const wanted = this.#orbits.offer(exchange, this.#offers(thread, locals)[choice] as Offer)
    const found = this.#offers(there, image).findIndex((offer) => isDeepStrictEqual(offer, wanted))
    if (found < 0 || this.#offers(thread, locals).length !== this.#offers(there, image).length)
      throw told(swap, `${this.#where(thread, locals, choice)} is not offered to "${threadOf(compiled, there).name}"`)
    return { thread: there, choice: found, locals: image }
  }

  #compare(one: Choice, other: Choice, swap: Orbits['swaps'][number]): void {
    const { outcomes, tables } = this.#compiled
    const [a, b] = [this.#leaf(one), this.#leaf(other)]
    const where = this.#where(one.thread, one.locals, one.choice)
    if (a === NOTHING && b === NOTHING) return
    if (a === NOTHING || b === NOTHING) throw told(swap, `${where} can be taken by one of them only`)
    const [i, j] = [tables.code[-a] as number, tables.code[-b] as number]
    const [here, there] = [outcomes[i] as Outcome, outcomes[j] as Outcome]
    // an illegal event fires nothing
    if ((here.fired.length === 0) !== (there.fired.length === 0))
      throw told(swap, `${where} tells an illegal event for one of them only`)
    const part = this.#differing(here.writes, there.writes, swap.exchange)
    if (part !== undefined) throw told(swap, `${where} leaves "${part.name}" in another state`)
    this.#compiled.learnStepProperties(i, one.locals)
    this.#compiled.learnStepProperties(j, other.locals)
    if ((tables.resolve(1 - a, one.locals) === NOTHING) !== (tables.resolve(1 - b, other.locals) === NOTHING))
      throw told(swap, `${where}: a step property`)
  }

  /** The first part that an image of a step should have left otherwise. */
  #differing(writes: Writes, image: Writes, exchange: number): PartRef | undefined {
    const { parts, locals } = this.#orbits.exchanges[exchange] as Orbits['exchanges'][number]
    const expected = new Map<number, number>()
    for (let i = 0; i < writes.length; i += 3) {
      const part = writes[i] as number
      expected.set(parts[part] as number, locals[part]?.[writes[i + 2] as number] as number)
    }
    for (let i = 0; i < image.length; i += 3) {
      const part = image[i] as number
      if (expected.get(part) !== image[i + 2]) return this.#compiled.learner.parts[part]
      expected.delete(part)
    }
    const [missing] = expected.keys()
    return missing === undefined ? undefined : this.#compiled.learner.parts[missing]
  }

  #leaf({ thread, choice, locals }: Choice): number {
    const { tables } = this.#compiled
    return tables.resolve(tables.choiceRoot(thread, this.#local(thread, locals), choice), locals)
  }

  #offers(thread: number, locals: Locals): readonly Offer[] {
    const local = this.#local(thread, locals)
    if (this.#compiled.offers(thread, local) === undefined) this.#compiled.learnChoices(thread, locals)
    return this.#compiled.offers(thread, local) as readonly Offer[]
  }

  #local(thread: number, locals: Locals): number {
    return locals[this.#compiled.learner.threadPart(thread)] as number
  }

  #where(thread: number, locals: Locals, choice: number): string {
    const offer = this.#offers(thread, locals)[choice] as Offer
    return `machine "${threadOf(this.#compiled, thread).name}", event "${showOffer(offer)}"`
  }
}

const threadOf = ({ learner }: CompiledNetwork, thread: number): ThreadRef =>
  learner.network.threads[thread] as ThreadRef

const told = ({ symmetry, who }: Orbits['swaps'][number], what: string): ModelError =>
  new ModelError(
    `symmetry "${symmetry}": ${who} are not alike: ${what}; an identifier may only be compared with another, never with a constant, and never ordered`,
  )
