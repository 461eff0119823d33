/**
 * Breadth-first search that leaves out what cannot change the verdict.
 *
 * Finds:    what ../search/breadth-first.ts finds. With symmetry alone, by a path as short; with partial order by one
 *           that need not be a shortest.
 * Visits:   with symmetry, one state of each orbit: ./symmetry.ts. With partial order, from a state only the steps of an
 *           ample set: ./ample-sets.ts. Once nothing is left to expand, every choice is judged again by what has been
 *           learned since; if it was wrong, the other threads' steps are taken, too.
 * Costs:    more for each step than the plain search; with partial order 4 bytes more for each state.
 * Not for:  liveness.
 */
import type { Learner, Locals } from '../learn/learner.ts'
import type { Pause } from '../search/breadth-first.ts'
import type { CompiledNetwork } from '../search/compiled-network.ts'
import type { Found, Structural } from '../search/expansion.ts'
import { guarded } from '../search/guarded.ts'
import { hashAt } from '../search/hash.ts'
import type { Layout } from '../search/layout.ts'
import { fitTables, type Lesson, learnChoice } from '../search/learn-step.ts'
import { StateStore } from '../search/states.ts'
import { NOTHING, OUTCOME } from '../search/tables.ts'
import { AmpleSets } from './ample-sets.ts'
import { CanonicalVectors } from './canonical-vectors.ts'
import { Findings } from './findings.ts'
import { ReadySteps, type Unlearned } from './ready-steps.ts'
import type { Reduction } from './reduction.ts'
import type { Orbits } from './symmetry.ts'
import { VerifySymmetry } from './verify-symmetry.ts'

export interface Limits {
  readonly maxStates: number
  /** Bytes of search memory. */
  readonly maxMemory: number
  /** States below which a search may begin again; fewer than usual, for tests. */
  readonly small?: number
}

/** Successors collected before they are looked up together. */
const BATCH = 1024

/**
 * What the threads will do is learned on the way, so the first choices are made knowing little. A small search begins
 * again, with all that it knows; a larger one only takes back what was wrong.
 */
const SMALL = 1 << 20
const MOST_RUNS = 3

/** States between two looks at the clock. */
const TURN = 256

export class ReducedSearch {
  store: StateStore
  depth = 0
  /** The number of the state being expanded. */
  head = 0
  refusal: string | undefined

  readonly workers = 1
  readonly #compiled: CompiledNetwork
  readonly #learner: Learner
  readonly #structural: Structural
  readonly #limits: Limits
  readonly #findings: Findings
  readonly #ready: ReadySteps
  readonly #ample: AmpleSets | undefined
  readonly #orbits: Orbits | undefined
  readonly #canonical: CanonicalVectors | undefined
  readonly #verify: VerifySymmetry | undefined
  #levelEnd = 1
  /** What was learned when the choices made so far were last judged, and how many states there were. */
  #judged = { learned: 0, count: 0 }
  /** The choices that are being judged. */
  #judging = { at: 0, end: 0 }
  /** How often the search has begun, and what was learned before. */
  #runs = 1
  #knewAtStart = 0
  /** By state: the threads whose steps were taken, if not all were. */
  #sets = new Int32Array(0)
  /** States whose other steps are to be taken, too. */
  #again: number[] = []
  /** The layout in which stored vectors are the smallest of their orbits. */
  #laidOut: Layout
  /** They are being made so again: what is left to do. */
  #layingOutAlike: Generator<void> | undefined
  /** Why the search cannot go on. */
  #pause: Pause | undefined

  constructor(compiled: CompiledNetwork, structural: Structural, limits: Limits, { partialOrder, orbits }: Reduction) {
    this.#compiled = compiled
    this.#learner = compiled.learner
    this.#structural = structural
    this.#limits = limits
    this.#ready = new ReadySteps(compiled)
    this.#ample = partialOrder ? new AmpleSets(compiled, orbits) : undefined
    this.#orbits = orbits
    this.#canonical = orbits && new CanonicalVectors(compiled, orbits)
    this.#verify = orbits && new VerifySymmetry(compiled, orbits, (choice) => this.#learnChoice(choice) !== undefined)
    // before a step, members that change places make no new states, or the network would not start alike
    this.#laidOut = compiled.layout
    this.store = new StateStore(compiled.layout, BATCH, { limit: limits.maxMemory })
    this.#reserve(1)
    this.store.addInitial()
    this.#findings = new Findings(compiled, structural, this.#verify)
    this.#findings.judge(this.store, 0, undefined)
    if (this.found !== undefined) this.#pause = 'done'
  }

  get found(): Found | undefined {
    return this.#findings.found
  }

  get illegalIgnored(): number {
    return this.#findings.illegalIgnored
  }

  get states(): number {
    return this.store.count
  }

  get queue(): number {
    return this.store.count - this.head
  }

  get most(): number {
    return this.store.most
  }

  get bytes(): number {
    const own = this.#ample === undefined ? 0 : this.#ample.bytes + 4 * this.store.count
    const images = this.#canonical?.bytes ?? 0
    return this.store.bytes + this.#compiled.bytes + own + images
  }

  /** The state that stands for the orbit of another; nothing where each stands for itself. */
  get stateFor(): ((locals: Locals) => Locals) | undefined {
    const canonical = this.#canonical
    return canonical && ((locals) => canonical.stateFor(locals))
  }

  /** The states on the way to `state`, without the initial one. */
  pathTo(state: number): number[] {
    const path: number[] = []
    for (let at = state; at > 0; at = this.store.parents[at] as number) path.push(at)
    return path.reverse()
  }

  /** Searches on until something ends it or `deadline` (in `performance.now()` milliseconds) has passed. */
  run(deadline: number): Pause {
    return guarded(this, () => this.#run(deadline))
  }

  #run(deadline: number): Pause {
    if (this.#pause !== undefined) return this.#pause
    for (let turn = 1; ; turn++) {
      if (this.#relayoutOn()) {
        if (this.#pause !== undefined) return this.#pause
        if (performance.now() > deadline) return 'time'
        continue
      }
      const again = this.#again.pop()
      if (this.#judging.at < this.#judging.end) {
        if (again !== undefined) this.#again.push(again)
        if (this.#judgeChoice(this.#judging.at)) this.#judging.at++
      } else if (again !== undefined) {
        if (this.#expand(again, this.#sets[again] as number)) this.#sets[again] = 0
        else this.#again.push(again)
      } else if (this.head < this.#levelEnd) {
        if (this.#expand(this.head, 0)) this.head++
      } else if (this.store.batch.size > 0) this.#flush()
      else {
        const end = this.#endLevel()
        if (end !== undefined) return end
      }
      if (this.#pause !== undefined) return this.#pause
      if (this.store.count > this.#limits.maxStates && this.found === undefined) return 'max-states'
      if (turn % TURN === 0 && performance.now() > deadline) return 'time'
    }
  }

  /** Goes on to the next level. Says how the search ends, if it does. */
  #endLevel(): Pause | undefined {
    if (this.found !== undefined) return 'done'
    const isLast = this.store.count === this.#levelEnd
    if (isLast && this.#knewTooLittle()) {
      this.#startAgain()
      return undefined
    }
    const judges = (isLast || this.store.count > 2 * this.#judged.count) && this.#judgeChoices()
    if (isLast) return judges ? undefined : 'done'
    this.depth++
    this.#levelEnd = this.store.count
    return undefined
  }

  /** Whether it is worth the while to choose anew by all that is known now. */
  #knewTooLittle(): boolean {
    const hasLearned = this.#ample !== undefined && this.#compiled.learned !== this.#knewAtStart
    return hasLearned && this.#runs < MOST_RUNS && this.store.count < (this.#limits.small ?? SMALL)
  }

  /** Forgets the states, not what was learned. */
  #startAgain(): void {
    const { layout, fired, tables, learned } = this.#compiled
    this.#runs++
    this.#knewAtStart = learned
    this.#ample?.refresh()
    this.#judged = { learned, count: 1 }
    tables.settle(fired)
    fired.fill(0)
    this.store = new StateStore(layout, BATCH, { limit: this.#limits.maxMemory })
    this.store.addInitial()
    this.#sets.fill(0)
    this.head = 0
    this.depth = 0
    this.#levelEnd = 1
  }

  /** Goes through the choices that were made, one in each turn, if something was learned since. Says whether it does. */
  #judgeChoices(): boolean {
    const { learned } = this.#compiled
    if (this.#ample === undefined || learned === this.#judged.learned) return false
    this.#ample.refresh()
    this.#judged = { learned, count: this.store.count }
    this.#judging = { at: 0, end: this.head }
    return true
  }

  /** Takes a choice back if it is wrong by what is known by now. Says whether it could tell; if not, it has learned something. */
  #judgeChoice(state: number): boolean {
    const set = this.#sets[state] as number
    if (set === 0) return true
    const unlearned = this.#ready.gather(this.store, state)
    if (unlearned !== undefined) {
      this.#learn(state, unlearned)
      return false
    }
    if (this.#ample?.isStillRight(set, this.#ready) !== true) this.#again.push(state)
    return true
  }

  /**
   * Takes the steps out of a state: those of an ample set, or all but those of the threads in `taken`, which were taken
   * before. Says whether it could; if not, it has learned something and is to be asked again.
   */
  #expand(state: number, taken: number): boolean {
    const ready = this.#ready
    const unlearned = ready.gather(this.store, state)
    if (unlearned !== undefined) {
      this.#flush()
      if (this.#pause === undefined) this.#learn(state, unlearned)
      return false
    }
    if (!ready.any) {
      this.#findings.stuck(state, this.store.locals(state))
      return true
    }
    this.#canonical?.expand(this.store.vectors, state * this.#compiled.layout.words)
    const set = taken === 0 && this.#ample !== undefined ? this.#ample.choose(ready) : 0
    if (set !== 0) this.#sets[state] = set
    const { visits } = this.#compiled.tables
    for (let thread = 0; thread < ready.lists.length; thread++) {
      if (((taken >>> thread) & 1) === 1 || (set !== 0 && ((set >>> thread) & 1) === 0)) continue
      const visited = this.#compiled.tables.code[(ready.lists[thread] as number) + 1] as number
      visits[visited] = (visits[visited] as number) + 1
      const to = ready.first[thread + 1] as number
      for (let step = ready.first[thread] as number; step < to; step++) this.#take(state, step)
    }
    return true
  }

  /** Takes one step: counts it, and puts where it leads into the batch. */
  #take(state: number, step: number): void {
    const ready = this.#ready
    const number = ready.outcomes[step] as number
    const { fired, layout } = this.#compiled
    const verdict = ready.verdicts[step] as number
    if (verdict !== NOTHING) this.#findings.brokenStep(state, number, verdict)
    fired[number] = (fired[number] as number) + (ready.walked[step] as number)
    if (this.store.batch.size === BATCH) this.#flush()
    const { batch, vectors } = this.store
    const { recent, recentMask } = batch
    const { code } = this.#compiled.tables
    const { words } = layout
    const { size } = batch
    const from = state * words
    const to = size * words
    const change = (ready.addresses[step] as number) + OUTCOME
    let changed = 0
    for (let k = 0; k < words; k++) {
      const before = vectors[from + k] as number
      const value = (before & (code[change + k] as number)) | (code[change + words + k] as number)
      batch.vectors[to + k] = value
      changed |= value ^ before
    }
    if (changed === 0) return
    this.#canonical?.successor(number, batch.vectors, to)
    const hash = hashAt(batch.vectors, to, words)
    batch.hashes[size] = hash
    batch.parents[size] = state
    batch.outcomes[size] = number
    const slot = (hash & recentMask) * words
    let differs = 0
    for (let k = 0; k < words; k++) {
      const value = batch.vectors[to + k] as number
      differs |= (recent[slot + k] as number) ^ value
      recent[slot + k] = value
    }
    if (differs !== 0) batch.size++
  }

  /** Stores the batch and checks what is new in it. */
  #flush(): void {
    const { batch } = this.store
    if (batch.size === 0) return
    if (this.store.full) this.#pause = 'max-numbers'
    else if (!this.store.makeRoom(this.#limits.maxMemory - (this.bytes - this.store.bytes))) this.#pause = 'max-memory'
    if (this.#pause !== undefined) {
      batch.size = 0
      return
    }
    this.#reserve(this.store.count + batch.size)
    this.store.addBatch()
    this.#findings.judgeBatch(this.store)
  }

  #reserve(count: number): void {
    if (this.#ample === undefined || count <= this.#sets.length) return
    const room = Math.max(1024, count, this.#sets.length * 2)
    const wider = new Int32Array(room)
    wider.set(this.#sets)
    this.#sets = wider
  }

  #learn(state: number, { what, thread, choice }: Unlearned): void {
    const compiled = this.#compiled
    const locals = this.store.locals(state)
    if (what === 'step-property') {
      compiled.learnStepProperties(choice, locals)
      this.#verify?.stepProperties(choice, locals)
      return
    }
    const part = this.#learner.threadPart(thread)
    const local = locals[part] as number
    if (compiled.offers(thread, local) === undefined) compiled.learnChoices(thread, locals)
    const list = compiled.tables.listAt(thread, locals, part)
    if (list !== 0) {
      const asked = { thread, choice: compiled.tables.choicesIn(list)[choice] as number, locals }
      const lesson = this.#learnChoice(asked)
      if (lesson === undefined) return
      if (lesson !== 'learned') this.#findings.illegal(state, thread, lesson)
      this.#verify?.step(asked)
    }
    compiled.tables.makeList(thread, locals, part)
  }

  /** Learns a choice, and what the states that it leads to become. Nothing if that needs more memory than allowed. */
  #learnChoice(choice: Parameters<typeof learnChoice>[2]): Exclude<Lesson, 'max-memory'> | undefined {
    const { illegalEvents } = this.#structural
    const mayUse = (bytes: number) => this.bytes + bytes <= this.#limits.maxMemory
    const lesson = mayUse(0) ? learnChoice(this.#compiled, this.store, choice, { illegalEvents, mayUse }) : 'max-memory'
    if (lesson !== 'max-memory') {
      this.#orbits?.extend()
      if (fitTables(this.#compiled, this.store, mayUse)) return lesson
    }
    this.#pause = 'max-memory'
    return undefined
  }

  /** As in ../search/counterexample.ts. */
  finish(): boolean {
    this.#pause = undefined
    while (this.#pause === undefined && this.#relayoutOn());
    return this.#pause === undefined
  }

  /** Moves the stored states to the layout of what is learned, bit by bit. Says whether it did some of that. */
  #relayoutOn(): boolean {
    if (this.store.relayoutOn(this.#compiled.layout)) return true
    if (this.#canonical === undefined || this.store.layout === this.#laidOut) return false
    this.#layingOutAlike ??= this.#layOutAlike(this.#canonical)
    if (this.#layingOutAlike.next().done) this.#layingOutAlike = undefined
    return true
  }

  /** In another layout another state of an orbit may be the smallest; the order and number of states stays. */
  *#layOutAlike(canonical: CanonicalVectors): Generator<void> {
    const old = this.store
    if (this.bytes + old.bytes > this.#limits.maxMemory) {
      this.#pause = 'max-memory'
      return
    }
    const { words } = old.layout
    const next = new StateStore(old.layout, BATCH, { limit: this.#limits.maxMemory })
    next.addInitial()
    const { batch } = next
    for (let state = 1; state < old.count; state++) {
      const to = batch.size * words
      batch.vectors.set(old.vectors.subarray(state * words, (state + 1) * words), to)
      const exchange = canonical.canonise(batch.vectors, to)
      if (this.#ample !== undefined && exchange !== undefined)
        this.#sets[state] = (this.#orbits as Orbits).threadSet(exchange, this.#sets[state] as number)
      batch.hashes[batch.size] = hashAt(batch.vectors, to, words)
      batch.parents[batch.size] = old.parents[state] as number
      batch.size++
      if (batch.size < BATCH && state < old.count - 1) continue
      next.makeRoom(Number.POSITIVE_INFINITY)
      next.addBatch()
      yield
    }
    this.store = next
    this.#laidOut = old.layout
  }
}
