/**
 * Ample sets: which threads' steps are enough in a state.
 *
 * Finds:    a set of threads whose present steps meet nothing that the others may do before one of them moves. The order
 *           of such steps and of the others' does not matter, so it is enough to take theirs first.
 * Sound:    for what the search asks (invariants, step properties, illegal events, deadlocks, witnesses), if
 *           (1) no step that the others may take, until one of the set moves, has a footprint that meets that of the set's
 *               present events, be they enabled or not;
 *           (2) one step of the set, the key, is seen by no property that may see those steps of the others: where a path
 *               to a broken state takes no step of the set, it is as broken with the key taken first; and what nothing
 *               on the path changes is not broken by it;
 *           (3) no row of keys goes round in a circle (the proviso: ./key-steps.ts). Every row of keys then ends in a state
 *               that is expanded in full, so that nobody is ignored for ever.
 *           Which steps the others may take is known as far as the search came. That is enough: let a set be chosen
 *           wrongly, and take the first step on a path around it that meets the set. Up to there the path does what it
 *           also does after the key, where the search has been. So the steps up to there are known, and what that step
 *           looks at is, up to the first view that the key, or another one, changes. Hence a search in which every
 *           choice is still right by all that is known at its end was right from the beginning; the choices that are not
 *           are taken back, and their states expanded in full: ./reduced-search.ts.
 *           A thread that cannot take a step until somebody of the set changes what it waits for does nothing meanwhile,
 *           whatever it may do later.
 */
import type { CompiledNetwork } from '../search/compiled-network.ts'
import { Footprints, UNKNOWN } from './footprints.ts'
import { KeySteps } from './key-steps.ts'
import type { ReadySteps } from './ready-steps.ts'
import type { Orbits } from './symmetry.ts'

/** Threads are bits of a number. */
export const MOST_THREADS = 30

export class AmpleSets {
  readonly #compiled: CompiledNetwork
  readonly #footprints: Footprints
  readonly #keys: KeySteps
  readonly #threads: number
  /** By thread: those whose future its present events meet; and those whose future changes what its events look at. */
  readonly #meets: Int32Array
  readonly #woken: Int32Array
  /** Threads of whose future nothing is known yet. */
  #unknown = 0
  /** The properties that may see what the others do. */
  readonly #watching: Int32Array

  constructor(compiled: CompiledNetwork, orbits: Orbits | undefined) {
    this.#compiled = compiled
    this.#keys = new KeySteps(compiled, orbits)
    this.#footprints = new Footprints(compiled)
    this.#threads = compiled.learner.network.threads.length
    this.#meets = new Int32Array(this.#threads)
    this.#woken = new Int32Array(this.#threads)
    this.#watching = new Int32Array(compiled.maskWords)
  }

  get bytes(): number {
    return this.#footprints.bytes
  }

  refresh(): void {
    this.#footprints.refresh()
  }

  /** The set with the fewest steps, one bit for each thread; 0 if no set leaves a step out. */
  choose(ready: ReadySteps): number {
    const { enabled } = ready
    if ((enabled & (enabled - 1)) === 0) return 0
    this.#begin(ready)
    let best = 0
    let fewest = ready.first[this.#threads] as number
    for (let thread = 0; thread < this.#threads; thread++) {
      if (((enabled >>> thread) & 1) === 0) continue
      const set = this.#close(1 << thread, ready)
      if ((enabled & ~set) === 0) continue
      const steps = this.#stepsOf(set, ready)
      if (steps >= fewest || !this.#hasKey(set, ready)) continue
      best = set
      fewest = steps
    }
    return best
  }

  #begin({ locals }: ReadySteps): void {
    this.#meets.fill(UNASKED)
    this.#woken.fill(UNASKED)
    this.#unknown = 0
    for (let thread = 0; thread < this.#threads; thread++)
      if (this.#footprints.ofFuture(thread, locals[thread] as number) === UNKNOWN) this.#unknown |= 1 << thread
  }

  /** Whether a set that was chosen is still right, by what is known now. */
  isStillRight(set: number, ready: ReadySteps): boolean {
    this.#begin(ready)
    return this.#close(set, ready) === set && this.#hasKey(set, ready)
  }

  /** The threads that may take a step before one of `set` does. */
  #othersOf(set: number, ready: ReadySteps): number {
    let others = ready.enabled & ~set
    for (let more = true; more; ) {
      more = false
      for (let thread = 0; thread < this.#threads; thread++) {
        const bit = 1 << thread
        if (((set | others) & bit) !== 0 || (this.#wakersOf(thread, ready) & others) === 0) continue
        others |= bit
        more = true
      }
    }
    return others
  }

  /** The smallest set of threads around `set` whose present events meet nothing that the others may do before. */
  #close(set: number, ready: ReadySteps): number {
    for (let closed = set; ; ) {
      const others = this.#othersOf(closed, ready)
      let met = 0
      for (let thread = 0; thread < this.#threads; thread++)
        if (((closed >>> thread) & 1) === 1) met |= this.#metBy(thread, ready) & others
      if (met === 0) return closed
      closed |= met
    }
  }

  /** The threads whose future the present events of `thread` meet. */
  #metBy(thread: number, ready: ReadySteps): number {
    const known = this.#meets[thread] as number
    if (known !== UNASKED) return known
    const { first, locals, outcomes } = ready
    let met = this.#footprints.threadsMet(this.#footprints.ofIdle(thread, locals[thread] as number), locals)
    for (let step = first[thread] as number; step < (first[thread + 1] as number); step++)
      met |= this.#footprints.threadsMet(this.#footprints.ofOutcome(outcomes[step] as number), locals)
    met = (met | this.#unknown) & ~(1 << thread)
    this.#meets[thread] = met
    return met
  }

  /** The threads whose future changes what the events look at that `thread`, which is blocked, waits for. */
  #wakersOf(thread: number, ready: ReadySteps): number {
    const known = this.#woken[thread] as number
    if (known !== UNASKED) return known
    const idle = this.#footprints.ofIdle(thread, ready.locals[thread] as number)
    const wakers = (this.#footprints.threadsMet(idle, ready.locals) | this.#unknown) & ~(1 << thread)
    this.#woken[thread] = wakers
    return wakers
  }

  #stepsOf(set: number, { first }: ReadySteps): number {
    let steps = 0
    for (let thread = 0; thread < this.#threads; thread++)
      if (((set >>> thread) & 1) === 1) steps += (first[thread + 1] as number) - (first[thread] as number)
    return steps
  }

  /** Whether one of the set's steps may be a key, and is seen by no property that may see what the others do. */
  #hasKey(set: number, ready: ReadySteps): boolean {
    const { first, outcomes, locals } = ready
    const { maskWords } = this.#compiled
    const others = this.#othersOf(set, ready)
    this.#watching.fill(0)
    for (let thread = 0; thread < this.#threads; thread++) {
      if (((others >>> thread) & 1) === 0) continue
      const future = this.#footprints.ofFuture(thread, locals[thread] as number)
      for (let word = 0; word < maskWords; word++)
        this.#watching[word] = (this.#watching[word] as number) | this.#footprints.seenBy(future, word)
    }
    for (let thread = 0; thread < this.#threads; thread++) {
      if (((set >>> thread) & 1) === 0) continue
      for (let step = first[thread] as number; step < (first[thread + 1] as number); step++) {
        const outcome = outcomes[step] as number
        if (!this.#isWatched(outcome) && this.#keys.allows(outcome)) return true
      }
    }
    return false
  }

  #isWatched(outcome: number): boolean {
    const { masks, maskWords } = this.#compiled
    for (let word = 0; word < maskWords; word++)
      if (((masks[outcome * maskWords + word] as number) & (this.#watching[word] as number)) !== 0) return true
    return false
  }
}

/** No set of threads: it has a bit that stands for none. */
const UNASKED = 1 << MOST_THREADS
