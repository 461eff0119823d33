/**
 * Expanding states, learning what the tables lack on the way, and noting what breaks.
 *
 * One search has one; it does not know in which order states come, nor when to end.
 */
import type { Learner } from '../learn/learner.ts'
import type { Offer, PartRef, ThreadRef } from '../network.ts'
import type { Invariant, StepProperty } from '../properties.ts'
import { isAtRest } from '../waiting.ts'
import type { Batch } from './batch.ts'
import type { CompiledNetwork, Outcome } from './compiled-network.ts'
import type { Place, Signal, Steps } from './expand.ts'
import { SearchLoop } from './generated/search-loop.ts'
import { judge, nextUnsettled } from './judge-fresh.ts'
import { learnStep, outcomeAt, stepVerdictAt } from './learn-step.ts'
import type { Asleep } from './sleep-sets.ts'
import type { Stored } from './states.ts'

/** Something broke: in which state, and at which step out of it. */
export interface Found {
  readonly kind: 'invariant' | 'step' | 'illegal-event' | 'deadlock'
  readonly property: Invariant | StepProperty | undefined
  readonly clause: string
  /** The broken state, or the state in which the breaking step starts. */
  readonly state: number
  readonly step: { readonly thread: ThreadRef; readonly offer: Offer } | undefined
}

/** Which structural properties are asked for. */
export interface Structural {
  readonly illegalEvents: boolean
  readonly deadlocks: boolean
}

/** A limit that ends a search. */
export type Limit = 'max-states' | 'max-memory' | 'max-numbers' | 'no-memory'

/** Where the states are stored that are found. */
interface Storing extends Stored {
  readonly batch: Batch
}

/** What the search decides about memory. */
interface Room {
  /** Adds the batch to the store, or says which limit that would exceed. */
  addBatch(): Limit | undefined
  /** Whether so many bytes more may be used. */
  mayUse(bytes: number): boolean
}

const NEEDS_FLUSH: ReadonlySet<Signal> = new Set(['batch', 'end', 'unlearned', 'broken-step'])

export class Expansion {
  found: Found | undefined
  /** Steps not taken because they tell an illegal event while illegal events are not asked for. */
  illegalIgnored = 0

  readonly #compiled: CompiledNetwork
  readonly #learner: Learner
  readonly #store: Storing
  readonly #structural: Structural
  readonly #room: Room
  readonly #asleep: Asleep
  readonly #loop = new SearchLoop({ learns: true })
  /** What the loop looks up, until the tables are others. */
  #steps: Steps | undefined

  constructor(compiled: CompiledNetwork, store: Storing, structural: Structural, room: Room, asleep: Asleep) {
    this.#compiled = compiled
    this.#learner = compiled.learner
    this.#store = store
    this.#structural = structural
    this.#room = room
    this.#asleep = asleep
  }

  /** Bytes that the search loop takes. */
  get bytes(): number {
    return this.#loop.bytes
  }

  /** Counts the steps that were taken since the last call, where everybody looks for them. */
  settle(): void {
    this.#loop.settle()
  }

  /**
   * Expands from `place` on up to the state before number `end`, or up to where something was learned or noted, or the
   * batch was full. What was found is stored and judged, unless a limit is in the way.
   */
  turn(place: Place, end: number): 'on' | 'batch' | 'end' | Limit {
    const { vectors, batch } = this.#store
    const signal = this.#loop.expand(this.#stepsNow(), vectors, batch, place, end, this.#asleep)
    const limit = NEEDS_FLUSH.has(signal) ? this.flush() : undefined
    if (limit !== undefined) return limit
    switch (signal) {
      case 'batch':
      case 'end':
        return signal
      case 'unlearned':
        return this.#learnStep(place) ?? 'on'
      case 'unlearned-property':
        this.#compiled.learnStepProperties(
          outcomeAt(this.#compiled, this.#store, place),
          this.#store.locals(place.head),
        )
        return 'on'
      case 'broken-step':
        this.#noteBrokenStep(place)
        return 'on'
      case 'no-step':
        this.noteDeadlock(place.head - 1)
        return 'on'
    }
  }

  /** Stores the batch and judges what is new in it; says which limit is in the way, if one. */
  flush(): Limit | undefined {
    const { batch } = this.#store
    if (batch.size === 0) return undefined
    const limit = this.#room.addBatch()
    if (limit !== undefined) return limit
    let at = 0
    while (this.found === undefined) {
      const { tables, masks, maskWords } = this.#compiled
      const judged = { code: tables.code, verdicts: tables.verdicts, masks, maskWords }
      at = nextUnsettled(judged, this.#store.vectors, this.#store.layout.words, batch, at)
      if (at === batch.added) break
      this.judge(batch.numbers[at] as number, batch.outcomes[at])
    }
    return undefined
  }

  /** @param outcome the step's that led to the state; nothing for the initial state */
  judge(state: number, outcome: number | undefined): void {
    const broken = judge(this.#compiled, this.#store, state, outcome)
    if (broken !== undefined) this.found ??= { kind: 'invariant', step: undefined, ...broken }
  }

  #stepsNow(): Steps {
    const compiled = this.#compiled
    const { code, visits } = compiled.tables
    const checksSteps = compiled.stepProperties.length > 0 && this.found === undefined
    const known = this.#steps
    if (
      known?.code === code &&
      known.visits === visits &&
      known.fired === compiled.fired &&
      known.checksSteps === checksSteps
    )
      return known
    this.#steps = { ...compiled.steps(), checksSteps }
    return this.#steps
  }

  /** Learns what the present choice needs. Says so if that would need more memory than allowed. */
  #learnStep(place: Place): Limit | undefined {
    const { illegalEvents } = this.#structural
    const mayUse = (bytes: number) => this.#room.mayUse(bytes)
    const lesson = learnStep(this.#compiled, this.#store, place, { illegalEvents, mayUse })
    if (lesson === 'max-memory') return lesson
    if (lesson !== 'learned') this.#noteIllegal(lesson.clause, place, lesson.offer)
    return undefined
  }

  #noteIllegal(clause: string, place: Place, offer: Offer): void {
    if (!this.#structural.illegalEvents) this.illegalIgnored++
    else {
      const step = this.#stepOf(place, offer)
      this.found ??= { kind: 'illegal-event', property: undefined, clause, state: place.head, step }
    }
  }

  #noteBrokenStep(place: Place): void {
    const compiled = this.#compiled
    const outcome = compiled.outcomes[outcomeAt(compiled, this.#store, place)] as Outcome
    const { property, clause } = compiled.broken(stepVerdictAt(compiled, this.#store, place))
    this.found ??= { kind: 'step', property, clause, state: place.head, step: this.#stepOf(place, outcome.offer) }
  }

  /** @param state has no step out of it */
  noteDeadlock(state: number): void {
    if (!this.#structural.deadlocks || this.found?.kind === 'deadlock') return
    const locals = this.#store.locals(state)
    const look = (part: PartRef) => this.#learner.snapshot(locals, part)
    if (this.#learner.network.threads.every((thread) => isAtRest(thread, look))) return
    // one step shorter than whatever else broke while this level was expanded
    this.found = { kind: 'deadlock', property: undefined, clause: 'no thread can take a step', state, step: undefined }
  }

  #stepOf(place: Place, offer: Offer): Found['step'] {
    return { thread: this.#learner.network.threads[place.thread] as ThreadRef, offer }
  }
}
