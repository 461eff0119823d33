/**
 * Which steps may be keys: the proviso against ignoring.
 *
 * A state from which only an ample set's steps are taken leaves the others to the state that the key leads to, and that
 * one may leave them to the next. Were there a cycle of keys, somebody would be left out for ever: a thread that only
 * turns round and round would hide all that the others do. So the moves of each thread that are ever used as keys form no
 * cycle among its own local states; then no row of keys comes back to where it began. The first to close a cycle is
 * refused for good, and its thread's set is no choice there.
 *
 * Not for:  steps that leave their thread where it is, and only change objects: they close a cycle by themselves.
 */
import type { CompiledNetwork, Outcome } from '../search/compiled-network.ts'
import type { Move, Orbits } from './symmetry.ts'

const UNASKED = 0
const ALLOWED = 1
const REFUSED = 2

export class KeySteps {
  readonly #compiled: CompiledNetwork
  readonly #orbits: Orbits | undefined
  /** By outcome. */
  #asked = new Uint8Array(256)
  /** By thread and local state: where keys lead from there. */
  readonly #moves: Map<number, Set<number>>[]

  constructor(compiled: CompiledNetwork, orbits: Orbits | undefined) {
    this.#compiled = compiled
    this.#orbits = orbits
    this.#moves = compiled.learner.network.threads.map(() => new Map())
  }

  /** Whether the outcome may be a key. Asked once, it counts as one. */
  allows(outcome: number): boolean {
    if (outcome >= this.#asked.length) {
      const next = new Uint8Array(Math.max(2 * this.#asked.length, outcome + 1))
      next.set(this.#asked)
      this.#asked = next
    }
    if (this.#asked[outcome] === UNASKED) this.#asked[outcome] = this.#ask(outcome) ? ALLOWED : REFUSED
    return this.#asked[outcome] === ALLOWED
  }

  #ask(number: number): boolean {
    const { learner, outcomes } = this.#compiled
    const { thread, writes } = outcomes[number] as Outcome
    const part = learner.threadPart(thread)
    for (let i = 0; i < writes.length; i += 3) {
      if (writes[i] !== part) continue
      const move: Move = { thread, from: writes[i + 1] as number, to: writes[i + 2] as number }
      // what is a key of one state is one of every state of its orbit
      const moves = [move, ...(this.#orbits?.imagesOf(move) ?? [])]
      if (moves.some((each) => this.#leads(each.thread, each.to, each.from))) return false
      for (const each of moves) this.#add(each)
      // images of one move may close a cycle with each other
      if (moves.every((each) => !this.#leads(each.thread, each.to, each.from))) return true
      for (const each of moves) this.#moves[each.thread]?.get(each.from)?.delete(each.to)
      return false
    }
    return false
  }

  #add({ thread, from, to }: Move): void {
    const moves = this.#moves[thread] as Map<number, Set<number>>
    moves.set(from, (moves.get(from) ?? new Set()).add(to))
  }

  /** Whether keys lead from one local state of a thread to another. */
  #leads(thread: number, from: number, to: number): boolean {
    const seen = new Set([from])
    for (const local of seen) {
      if (local === to) return true
      for (const next of this.#moves[thread]?.get(local) ?? []) seen.add(next)
    }
    return false
  }
}
