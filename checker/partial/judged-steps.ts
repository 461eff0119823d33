/** The steps out of any one state, and what is broken by them or there: for explorations that do not go everywhere. */
import type { Question } from '../check.ts'
import type { Learner, Locals } from '../learn/learner.ts'
import type { Offer, PartRef, ThreadRef } from '../network.ts'
import { type StepProperty, stepProperty, structural, type Witness } from '../properties.ts'
import type { Found } from '../search/breadth-first.ts'
import { CompiledNetwork } from '../search/compiled-network.ts'
import { Successors } from '../search/successors.ts'
import { NOTHING } from '../search/tables.ts'
import { allShortcuts } from '../shortcuts.ts'
import { isAtRest } from '../waiting.ts'

/** What broke, wherever that is. */
export type Broken = Omit<Found, 'state'>

interface JudgedStep {
  readonly thread: ThreadRef
  readonly offer: Offer
  /** Nowhere if it tells an object an event that the object does not accept. */
  readonly after: Locals | undefined
  readonly broken: Broken | undefined
}

export class JudgedSteps {
  readonly learner: Learner
  readonly #steps: readonly StepProperty[]
  readonly #illegalEvents: boolean
  readonly #deadlocks: boolean
  readonly #witnesses: readonly Witness[]
  readonly #successors: Successors
  /** Only for what is watched in states. */
  readonly #compiled: CompiledNetwork
  readonly #reached = new Set<Witness>()

  /** What is asked and not looked at. */
  readonly warnings: readonly string[]

  constructor(learner: Learner, question: Question) {
    const { properties = [], witnesses = [], structural: asked = Object.keys(structural) } = question
    const runs = properties.filter(({ kind }) => kind === 'liveness').map(({ name }) => name)
    this.warnings = runs.length === 0 ? [] : [`not looked at, because it is about whole runs: ${runs.join(', ')}`]
    this.learner = learner
    this.#steps = properties.filter((property) => property.kind === 'step')
    this.#witnesses = witnesses
    this.#illegalEvents = asked.includes('no-illegal-event')
    this.#deadlocks = asked.includes('no-deadlock')
    const invariants = properties.filter((property) => property.kind === 'invariant')
    this.#compiled = new CompiledNetwork(learner, [...invariants, ...witnesses], [], allShortcuts)
    this.#successors = new Successors(learner, this.#allSteps())
  }

  get start(): Locals {
    return this.learner.parts.map(() => 0)
  }

  /** Situations asked of XState or of a property. */
  get learned(): number {
    return this.#compiled.learned + this.#successors.learned
  }

  get witnesses(): readonly { readonly name: string; readonly reached: boolean }[] {
    return this.#witnesses.map((witness) => ({ name: witness.name, reached: this.#reached.has(witness) }))
  }

  /** Every step, in the order of the threads and of the events that they are offered. */
  from(locals: Locals): JudgedStep[] {
    return this.#successors.of(locals).flatMap(({ thread, offer, after, clause }): JudgedStep[] => {
      if (after === undefined) {
        if (!this.#illegalEvents) return []
        const { outcome } = this.learner.step(thread, offer, locals)
        const said = outcome.kind === 'illegal' ? outcome.clause : ''
        const broken = { kind: 'illegal-event', property: undefined, clause: said, step: { thread, offer } } as const
        return [{ thread, offer, after, broken }]
      }
      if (clause === undefined) return [{ thread, offer, after, broken: undefined }]
      const [, place = '', said = ''] = /^(\d+) ([\s\S]*)$/.exec(clause) ?? []
      const property = this.#steps[Number(place)]
      return [{ thread, offer, after, broken: { kind: 'step', property, clause: said, step: { thread, offer } } }]
    })
  }

  /** What is broken in a state. @param steps all steps out of it */
  judge(locals: Locals, steps: readonly JudgedStep[]): Broken | undefined {
    const compiled = this.#compiled
    if (compiled.outgrown) compiled.relayout(compiled.fittingLayout())
    for (const [number, watched] of compiled.watched.entries()) {
      if (watched.kind === 'witness' && this.#reached.has(watched)) continue
      compiled.learnVerdict(number, locals)
      const leaf = compiled.tables.resolve(compiled.tables.verdicts[number] as number, locals)
      if (leaf === NOTHING) continue
      if (watched.kind === 'witness') this.#reached.add(watched)
      else return { kind: 'invariant', ...compiled.broken(leaf), step: undefined }
    }
    if (!this.#deadlocks || steps.length > 0) return undefined
    const look = (part: PartRef) => this.learner.snapshot(locals, part)
    if (this.learner.network.threads.every((thread) => isAtRest(thread, look))) return undefined
    return { kind: 'deadlock', property: undefined, clause: 'no thread can take a step', step: undefined }
  }

  /** All step properties as one, whose clause begins with the place of the one that breaks. */
  #allSteps(): StepProperty {
    return stepProperty('properties of steps', (step) => {
      for (const [place, property] of this.#steps.entries()) {
        const answer = property.check(step)
        if (answer !== true) return `${place} ${answer}`
      }
      return true
    })
  }
}
