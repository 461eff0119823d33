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
import { ModelError } from '../errors.ts'
import type { Learner } from '../learn/learner.ts'
import type { Offer, PartRef, ThreadRef } from '../network.ts'
import type { Invariant, StepProperty } from '../properties.ts'
import { isAtRest } from '../waiting.ts'
import { type CompiledNetwork, MASK_BITS, type Outcome } from './compiled-network.ts'
import { finish, mix, StateStore } from './states.ts'
import { LIST, NODE, NOTHING, OUTCOME } from './tables.ts'

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
export type Pause = 'time' | 'done' | 'max-states' | 'max-memory'

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

export class BreadthFirst {
  readonly store: StateStore
  found: Found | undefined
  depth = 0
  /** Steps not taken because they tell an illegal event while illegal events are not asked for. */
  illegalIgnored = 0
  /** The number of the state being expanded: everything before it has been. */
  head = 0

  readonly #compiled: CompiledNetwork
  readonly #learner: Learner
  readonly #structural: Structural
  readonly #limits: Limits
  /** States numbered below this are at most `depth` steps away. */
  #levelEnd = 1
  // where the expansion of `head` goes on
  #thread = 0
  /** A place in the list of choices. */
  #choice = 0
  #enabled = 0

  constructor(compiled: CompiledNetwork, structural: Structural, limits: Limits) {
    this.#compiled = compiled
    this.#learner = compiled.learner
    this.#structural = structural
    this.#limits = limits
    this.store = new StateStore(compiled.layout, BATCH + BATCH / 4)
    this.store.addInitial()
    this.#checkFresh(0)
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
      throw error
    }
  }

  #run(deadline: number): Pause {
    if (this.depth === 0 && this.found !== undefined) return 'done'
    for (let turn = 1; ; turn++) {
      switch (this.#expand()) {
        case 'batch':
          if (!this.#flush()) return 'max-memory'
          if (this.store.count > this.#limits.maxStates && this.found === undefined) return 'max-states'
          break
        case 'level':
          if (!this.#flush()) return 'max-memory'
          if (this.found !== undefined || this.store.count === this.#levelEnd) return 'done'
          if (this.store.count > this.#limits.maxStates) return 'max-states'
          this.depth++
          this.#levelEnd = this.store.count
          break
        case 'unlearned':
          if (!this.#flush()) return 'max-memory'
          this.#learnStep()
          break
        case 'unlearned-property':
          this.#compiled.learnStepProperties(this.#outcomeAt(), this.store.locals(this.head))
          break
        case 'broken-step':
          if (!this.#flush()) return 'max-memory'
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
    let size = batch.size
    let head = this.head
    let thread = this.#thread
    let choice = this.#choice
    let enabled = this.#enabled
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
          let entry = code[list + LIST + choice] as number
          while (entry > 0)
            entry = code[
              entry +
                NODE +
                (((vectors[base + (code[entry] as number)] as number) >>> (code[entry + 1] as number)) &
                  (code[entry + 2] as number))
            ] as number
          if (entry === NOTHING) continue
          if (entry === 0) {
            signal = 'unlearned'
            break expansion
          }
          const outcome = -entry
          if (checkSteps) {
            let verdict = code[outcome + 1] as number
            while (verdict > 0)
              verdict = code[
                verdict +
                  NODE +
                  (((vectors[base + (code[verdict] as number)] as number) >>> (code[verdict + 1] as number)) &
                    (code[verdict + 2] as number))
              ] as number
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
            size += (differs | -differs) >>> 31
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
            size += (differs | -differs) >>> 31
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
    this.head = head
    this.#thread = thread
    this.#choice = choice
    this.#enabled = enabled
    return signal
  }

  /** Stores the batch and checks what is new in it. Says no if that would need more memory than allowed. */
  #flush(): boolean {
    if (this.store.batch.size === 0) return true
    if (this.bytes + this.store.bytesToGrow > this.#limits.maxMemory) return false
    const first = this.store.count
    try {
      this.store.addBatch()
    } catch (error) {
      if (error instanceof RangeError) return false // the machine has no more memory to give
      throw error
    }
    if (this.found === undefined) this.#checkFresh(first)
    return true
  }

  /** Evaluates on the states from `first` on the properties that the step to them might have changed. */
  #checkFresh(first: number): void {
    const { store } = this
    const { outcomes } = store.batch
    const { masks, maskWords } = this.#compiled
    for (let number = first; number < store.count; number++) {
      // most steps change nothing that a property looks at
      if (maskWords === 1 && number > 0 && masks[outcomes[number - first] as number] === 0) continue
      for (let leaf = this.#evaluate(number, first); leaf !== NOTHING; leaf = this.#evaluate(number, first)) {
        const watched = this.#watching
        const property = this.#compiled.watched[watched]
        if (leaf === 0) this.#compiled.learnVerdict(watched, store.locals(number))
        else if (property?.kind === 'witness') this.#compiled.retire(watched)
        else {
          const { property, clause } = this.#compiled.broken(leaf)
          this.found = { kind: 'invariant', property, clause, state: number, step: undefined }
          return
        }
      }
    }
  }

  #watching = 0

  /** The first leaf that is not fine among the watched properties of a fresh state; `#watching` says whose. */
  #evaluate(number: number, first: number): number {
    const { tables, masks, maskWords, layout } = this.#compiled
    const { code, verdicts } = tables
    const { vectors } = this.store
    const base = number * layout.words
    const outcome = this.store.batch.outcomes[number - first] as number
    for (let word = 0; word < maskWords; word++) {
      let bits = number === 0 ? this.#everything(word) : (masks[outcome * maskWords + word] as number)
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits)
        bits &= bits - 1
        let entry = code[verdicts[word * MASK_BITS + bit] as number] as number
        while (entry > 0)
          entry = code[
            entry +
              NODE +
              (((vectors[base + (code[entry] as number)] as number) >>> (code[entry + 1] as number)) &
                (code[entry + 2] as number))
          ] as number
        if (entry === NOTHING) continue
        this.#watching = word * MASK_BITS + bit
        return entry
      }
    }
    return NOTHING
  }

  /** The initial state was reached by no step, so everything is evaluated on it. */
  #everything(word: number): number {
    let mask = 0
    for (let bit = 0; bit < MASK_BITS; bit++) {
      const number = word * MASK_BITS + bit
      if (number < this.#compiled.watched.length && this.#compiled.isActive(number)) mask |= 1 << bit
    }
    return mask
  }

  /** Learns what the present choice needs, or just makes its list from what is known; then goes on with that choice. */
  #learnStep(): void {
    const compiled = this.#compiled
    const locals = this.store.locals(this.head)
    const part = this.#learner.threadPart(this.#thread)
    const local = locals[part] as number
    if (compiled.tables.code[(compiled.tables.rows[this.#thread] as number) + local] === 0)
      compiled.learnChoices(this.#thread, locals)
    const { tables } = compiled
    const list = tables.listAt(this.#thread, locals, part)
    const choice = tables.choicesIn(list)[this.#choice] ?? 0
    const wasIdle = tables.idleIn(list)
    if (list !== 0) this.#learnChoice(choice, locals)
    // what was learned below a node that the list has is found there
    if (list !== 0 && tables === compiled.tables && tables.code[list + LIST + this.#choice] !== 0) return
    const renewed = compiled.tables.makeList(this.#thread, locals, part)
    this.#recount(choice, wasIdle, compiled.tables.idleIn(renewed), locals)
    const numbers = compiled.tables.choicesIn(renewed)
    const place = numbers.findIndex((number) => number >= choice)
    this.#choice = place < 0 ? numbers.length : place
  }

  /**
   * A list was renewed while it was gone through. Its idle choices are counted at its end: those before `from` that were
   * idle and no longer are would be missed, those that have become idle would be counted twice.
   */
  #recount(from: number, was: ReadonlySet<number>, is: ReadonlySet<number>, locals: readonly number[]): void {
    const { tables, fired } = this.#compiled
    const local = locals[this.#learner.threadPart(this.#thread)] as number
    for (let choice = 0; choice < from; choice++) {
      const missed = Number(was.has(choice)) - Number(is.has(choice))
      if (missed === 0) continue
      const outcome = tables.code[-tables.resolve(tables.choiceRoot(this.#thread, local, choice), locals)] as number
      fired[outcome] = (fired[outcome] as number) + missed
      this.#enabled = 1
    }
  }

  #learnChoice(choice: number, locals: readonly number[]): void {
    const compiled = this.#compiled
    const local = locals[this.#learner.threadPart(this.#thread)] as number
    if (compiled.tables.resolve(compiled.tables.choiceRoot(this.#thread, local, choice), locals) !== 0) return
    const asked = compiled.askStep(this.#thread, choice, locals)
    if (compiled.outgrown) {
      compiled.relayout()
      this.store.relayout(compiled.layout)
    }
    compiled.addStep(asked, locals, this.#structural.illegalEvents)
    if (asked.outcome.kind === 'illegal') this.#noteIllegal(asked.outcome.clause, asked.offer)
  }

  #noteIllegal(clause: string, offer: Offer): void {
    if (!this.#structural.illegalEvents) this.illegalIgnored++
    else
      this.found ??= { kind: 'illegal-event', property: undefined, clause, state: this.head, step: this.#stepOf(offer) }
  }

  #noteBrokenStep(): void {
    const compiled = this.#compiled
    const outcome = compiled.outcomes[this.#outcomeAt()] as Outcome
    const { property, clause } = compiled.broken(this.#stepVerdictAt())
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
    return { thread: this.#learner.network.threads[this.#thread] as ThreadRef, offer }
  }

  /** The leaf of the present choice's tree: where its outcome is. */
  #leafAt(root: number): number {
    const { code } = this.#compiled.tables
    const base = this.head * this.#compiled.layout.words
    let entry = code[root] as number
    while (entry > 0)
      entry = code[
        entry +
          NODE +
          (((this.store.vectors[base + (code[entry] as number)] as number) >>> (code[entry + 1] as number)) &
            (code[entry + 2] as number))
      ] as number
    return entry
  }

  #outcomeAddress(): number {
    const part = this.#learner.threadPart(this.#thread)
    const list = this.#compiled.tables.listAt(this.#thread, this.store.locals(this.head), part)
    return -this.#leafAt(list + LIST + this.#choice)
  }

  #outcomeAt(): number {
    return this.#compiled.tables.code[this.#outcomeAddress()] as number
  }

  #stepVerdictAt(): number {
    return this.#leafAt(this.#outcomeAddress() + 1)
  }
}
