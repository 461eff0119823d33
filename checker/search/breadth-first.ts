/**
 * Breadth-first search.
 *
 * Finds:    a shortest path to a broken invariant, a broken step property, an illegal event or a deadlock.
 * Visits:   every reachable state once, by distance; at one distance, in the order in which the network declares its
 *           threads and their machines their events. The level in which something broke is finished, so that counts
 *           and the choice among equally short paths do not depend on batch sizes.
 * Costs:    one vector, one index slot and one parent number per state. Nothing is allocated per edge.
 * Not for:  liveness.
 */
import { ModelError, oneLine } from '../errors.ts'
import type { Learner } from '../learn/learner.ts'
import type { Offer, PartRef, ThreadRef } from '../network.ts'
import type { Invariant, StepProperty } from '../properties.ts'
import { isAtRest } from '../waiting.ts'
import type { CompiledNetwork, Outcome } from './compiled-network.ts'
import { judgeFresh } from './judge-fresh.ts'
import { learnStep, outcomeAt, type Place, stepVerdictAt } from './learn-step.ts'
import { finish, mix, StateStore } from './states.ts'
import { LIST, leafAt, NODE, NOTHING, OUTCOME } from './tables.ts'

/** Something broke: in which state, and at which step out of it. */
export interface Found {
  readonly kind: 'invariant' | 'step' | 'illegal-event' | 'deadlock'
  readonly property: Invariant | StepProperty | undefined
  readonly clause: string
  /** The broken state, or the state in which the breaking step starts. */
  readonly state: number
  readonly step: { readonly thread: ThreadRef; readonly offer: Offer } | undefined
}

/** Why the search came back. */
export type Pause = 'time' | 'done' | 'max-states' | 'max-memory' | 'max-numbers' | 'no-memory'

export interface Limits {
  readonly maxStates: number
  /** Bytes of search memory. */
  readonly maxMemory: number
}

/** Which structural properties are asked for. */
export interface Structural {
  readonly illegalEvents: boolean
  readonly deadlocks: boolean
}

/** Successors collected before they are looked up together; measured: 512 to 4096 make no difference. */
const BATCH = 1024

type Signal = 'batch' | 'level' | 'unlearned' | 'unlearned-property' | 'broken-step' | 'no-step'

const NEEDS_FLUSH: ReadonlySet<Signal> = new Set(['batch', 'level', 'unlearned', 'broken-step'])

export class BreadthFirst {
  readonly store: StateStore
  found: Found | undefined
  depth = 0
  /** Steps not taken because they tell an illegal event while illegal events are not asked for. */
  illegalIgnored = 0
  /** What the machine said when it gave no more memory. */
  refusal: string | undefined

  readonly #compiled: CompiledNetwork
  readonly #learner: Learner
  readonly #structural: Structural
  readonly #limits: Limits
  /** States numbered below this are at most `depth` steps away. */
  #levelEnd = 1
  readonly #place: Place = { head: 0, thread: 0, choice: 0, enabled: 0 }

  constructor(compiled: CompiledNetwork, structural: Structural, limits: Limits) {
    this.#compiled = compiled
    this.#learner = compiled.learner
    this.#structural = structural
    this.#limits = limits
    this.store = new StateStore(compiled.layout, BATCH + BATCH / 4)
    this.store.addInitial()
    this.#checkFresh(0)
  }

  /** The number of the state being expanded: everything before it has been. */
  get head(): number {
    return this.#place.head
  }

  get bytes(): number {
    const { tables, masks, fired } = this.#compiled
    return this.store.bytes + tables.bytes + masks.byteLength + fired.byteLength
  }

  /** Searches on until something ends it or `deadline` (in `performance.now()` milliseconds) has passed. */
  run(deadline: number): Pause {
    try {
      return this.#run(deadline)
    } catch (error) {
      // a model that is already known to be broken may well throw in the rest of the level; the finding stands
      if (error instanceof ModelError && this.found !== undefined) return 'done'
      if (!isAllocationFailure(error)) throw error
      this.refusal = oneLine(error)
      return 'no-memory'
    }
  }

  #run(deadline: number): Pause {
    if (this.depth === 0 && this.found !== undefined) return 'done'
    for (let turn = 1; ; turn++) {
      const signal = this.#expand()
      const full = NEEDS_FLUSH.has(signal) ? this.#flush() : undefined
      if (full !== undefined) return full
      switch (signal) {
        case 'batch':
          if (this.store.count > this.#limits.maxStates && this.found === undefined) return 'max-states'
          break
        case 'level':
          if (this.found !== undefined || this.store.count === this.#levelEnd) return 'done'
          if (this.store.count > this.#limits.maxStates) return 'max-states'
          this.depth++
          this.#levelEnd = this.store.count
          break
        case 'unlearned':
          if (this.#learnStep() !== undefined) return 'max-memory'
          break
        case 'unlearned-property':
          this.#compiled.learnStepProperties(
            outcomeAt(this.#compiled, this.store, this.#place),
            this.store.locals(this.head),
          )
          break
        case 'broken-step':
          this.#noteBrokenStep()
          break
        case 'no-step':
          this.#noteDeadlock()
          break
      }
      if (turn % 16 === 0 && performance.now() > deadline) return 'time'
    }
  }

  /** The hot loop: expands states into the batch until something needs more than a look-up. */
  #expand(): Signal {
    const { store } = this
    const { batch, vectors, recent, recentMask } = store
    const { code, rows, visits } = this.#compiled.tables
    const { layout, fired } = this.#compiled
    const { words } = layout
    const parts = this.#learner.network.threads.map((_, thread) => this.#learner.threadPart(thread))
    const rowWord = parts.map((part) => layout.word[part] as number)
    const rowShift = parts.map((part) => layout.shift[part] as number)
    const rowMask = parts.map((part) => layout.mask[part] as number)
    const threads = parts.length
    const checkSteps = this.#compiled.stepProperties.length > 0 && this.found === undefined
    const { vectors: next, hashes, parents, outcomes } = batch
    const levelEnd = this.#levelEnd
    const unfiltered = this.#compiled.shortcuts.filter ? 0 : 1
    let size = batch.size
    let { head, thread, choice, enabled } = this.#place
    let signal: Signal = 'level'

    expansion: while (head < levelEnd) {
      const base = head * words
      const a = vectors[base] as number
      const b = words === 2 ? (vectors[base + 1] as number) : 0
      for (; thread < threads; thread++, choice = 0) {
        const local =
          ((vectors[base + (rowWord[thread] as number)] as number) >>> (rowShift[thread] as number)) &
          (rowMask[thread] as number)
        const row = code[(rows[thread] as number) + local] as number
        if (row === 0) {
          signal = 'unlearned'
          break expansion
        }
        const list = code[
          row +
            NODE +
            (((vectors[base + (code[row] as number)] as number) >>> (code[row + 1] as number)) &
              (code[row + 2] as number))
        ] as number
        if (list === 0) {
          signal = 'unlearned'
          break expansion
        }
        const choices = code[list] as number
        for (; choice < choices; choice++) {
          const entry = leafAt(code, list + LIST + choice, vectors, base)
          if (entry === NOTHING) continue
          if (entry === 0) {
            signal = 'unlearned'
            break expansion
          }
          const outcome = -entry
          if (checkSteps) {
            const verdict = leafAt(code, outcome + 1, vectors, base)
            if (verdict !== NOTHING) {
              signal = verdict === 0 ? 'unlearned-property' : 'broken-step'
              break expansion
            }
          }
          enabled = 1
          const number = code[outcome] as number
          fired[number] = (fired[number] as number) + 1
          const change = outcome + OUTCOME
          // written out for two words, because a loop over them makes mini 8 % slower; the filter is not branched on,
          // because what it says cannot be predicted
          if (words === 2) {
            const x = (a & (code[change] as number)) | (code[change + 1] as number)
            const y = (b & (code[change + 2] as number)) | (code[change + 3] as number)
            if (x === a && y === b) continue // a step back to the same state needs no look-up
            const nextHash = finish(mix(mix(0, x), y))
            next[2 * size] = x
            next[2 * size + 1] = y
            hashes[size] = nextHash
            parents[size] = head
            outcomes[size] = number
            const slot = (nextHash & recentMask) * 2
            const differs = ((recent[slot] as number) ^ x) | ((recent[slot + 1] as number) ^ y)
            recent[slot] = x
            recent[slot + 1] = y
            size += ((differs | -differs) >>> 31) | unfiltered
          } else {
            const to = size * words
            let changed = 0
            let nextHash = 0
            for (let k = 0; k < words; k++) {
              const before = vectors[base + k] as number
              const value = (before & (code[change + 2 * k] as number)) | (code[change + 2 * k + 1] as number)
              next[to + k] = value
              changed |= value ^ before
              nextHash = mix(nextHash, value)
            }
            if (changed === 0) continue
            nextHash = finish(nextHash)
            hashes[size] = nextHash
            parents[size] = head
            outcomes[size] = number
            const slot = (nextHash & recentMask) * words
            let differs = 0
            for (let k = 0; k < words; k++) {
              const value = next[to + k] as number
              differs |= (recent[slot + k] as number) ^ value
              recent[slot + k] = value
            }
            size += ((differs | -differs) >>> 31) | unfiltered
          }
          if (size === hashes.length) {
            choice++
            signal = 'batch'
            break expansion
          }
        }
        const idle = code[list + 1] as number
        visits[idle] = (visits[idle] as number) + 1
        enabled |= idle
      }
      const stuck = enabled === 0
      head++
      thread = 0
      choice = 0
      enabled = 0
      if (stuck) {
        signal = 'no-step'
        break
      }
      if (size >= BATCH) {
        signal = 'batch'
        break
      }
    }
    batch.size = size
    this.#place.head = head
    this.#place.thread = thread
    this.#place.choice = choice
    this.#place.enabled = enabled
    return signal
  }

  /** Stores the batch and checks what is new in it. Says which limit that would exceed, if one. */
  #flush(): Pause | undefined {
    if (this.store.batch.size === 0) return undefined
    if (this.store.full) return 'max-numbers'
    if (this.bytes + this.store.bytesToGrow > this.#limits.maxMemory) return 'max-memory'
    const first = this.store.count
    this.store.addBatch()
    if (this.found === undefined) this.#checkFresh(first)
    return undefined
  }

  #checkFresh(first: number): void {
    const broken = judgeFresh(this.#compiled, this.store, first)
    if (broken !== undefined) this.found = { kind: 'invariant', step: undefined, ...broken }
  }

  /** Learns what the present choice needs. Says so if that would need more memory than allowed. */
  #learnStep(): Pause | undefined {
    const { illegalEvents } = this.#structural
    const mayUse = (bytes: number) => this.bytes + bytes <= this.#limits.maxMemory
    const lesson = learnStep(this.#compiled, this.store, this.#place, { illegalEvents, mayUse })
    if (lesson === 'max-memory') return lesson
    if (lesson !== 'learned') this.#noteIllegal(lesson.clause, lesson.offer)
    return undefined
  }

  #noteIllegal(clause: string, offer: Offer): void {
    if (!this.#structural.illegalEvents) this.illegalIgnored++
    else
      this.found ??= { kind: 'illegal-event', property: undefined, clause, state: this.head, step: this.#stepOf(offer) }
  }

  #noteBrokenStep(): void {
    const compiled = this.#compiled
    const outcome = compiled.outcomes[outcomeAt(compiled, this.store, this.#place)] as Outcome
    const { property, clause } = compiled.broken(stepVerdictAt(compiled, this.store, this.#place))
    this.found ??= { kind: 'step', property, clause, state: this.head, step: this.#stepOf(outcome.offer) }
  }

  #noteDeadlock(): void {
    if (!this.#structural.deadlocks || this.found?.kind === 'deadlock') return
    const state = this.head - 1
    const locals = this.store.locals(state)
    const look = (part: PartRef) => this.#learner.snapshot(locals, part)
    if (this.#learner.network.threads.every((thread) => isAtRest(thread, look))) return
    // one step shorter than whatever else broke while this level was expanded
    this.found = { kind: 'deadlock', property: undefined, clause: 'no thread can take a step', state, step: undefined }
  }

  #stepOf(offer: Offer): Found['step'] {
    return { thread: this.#learner.network.threads[this.#place.thread] as ThreadRef, offer }
  }
}

/** What typed arrays, maps and plain arrays throw when they get no more. Errors of the model are none: they are named. */
export const isAllocationFailure = (error: unknown): boolean =>
  error instanceof RangeError && !error.message.includes('call stack')
