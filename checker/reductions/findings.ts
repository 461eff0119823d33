/** What a reduced search has found broken: the first of the nearest, in the order in which it met them. */
import type { Locals } from '../learn/learner.ts'
import type { Offer, PartRef, ThreadRef } from '../network.ts'
import type { CompiledNetwork, Outcome } from '../search/compiled-network.ts'
import type { Found, Structural } from '../search/expansion.ts'
import { judge, nextUnsettled } from '../search/judge-fresh.ts'
import type { StateStore } from '../search/states.ts'
import { isAtRest } from '../waiting.ts'
import type { VerifySymmetry } from './verify-symmetry.ts'

export class Findings {
  found: Found | undefined
  /** Steps not taken because they tell an illegal event while illegal events are not asked for. */
  illegalIgnored = 0

  readonly #compiled: CompiledNetwork
  readonly #structural: Structural
  readonly #verify: VerifySymmetry | undefined

  constructor(compiled: CompiledNetwork, structural: Structural, verify: VerifySymmetry | undefined) {
    this.#compiled = compiled
    this.#structural = structural
    this.#verify = verify
  }

  /** Judges what the last batch has added. */
  judgeBatch(store: StateStore): void {
    const { batch, vectors } = store
    let at = 0
    while (this.found === undefined) {
      const { tables, masks, maskWords, layout } = this.#compiled
      const judged = { code: tables.code, verdicts: tables.verdicts, masks, maskWords }
      at = nextUnsettled(judged, vectors, layout.words, batch, at)
      if (at === batch.added) break
      this.judge(store, batch.numbers[at] as number, batch.outcomes[at])
    }
  }

  /** @param outcome the step's that led to the state; nothing for the initial state */
  judge(store: StateStore, state: number, outcome: number | undefined): void {
    const verify = this.#verify
    const learn = verify && ((watched: number, locals: Locals) => verify.verdict(watched, locals))
    const broken = judge(this.#compiled, store, state, outcome, learn)
    if (broken !== undefined) this.found = { kind: 'invariant', step: undefined, ...broken }
  }

  illegal(state: number, thread: number, { clause, offer }: { readonly clause: string; readonly offer: Offer }): void {
    if (!this.#structural.illegalEvents) this.illegalIgnored++
    else this.found ??= { kind: 'illegal-event', property: undefined, clause, state, step: this.#step(thread, offer) }
  }

  brokenStep(state: number, outcome: number, verdict: number): void {
    const { property, clause } = this.#compiled.broken(verdict)
    const { thread, offer } = this.#compiled.outcomes[outcome] as Outcome
    this.found ??= { kind: 'step', property, clause, state, step: this.#step(thread, offer) }
  }

  /** No thread can take a step in this state; that is a deadlock unless all may rest there. */
  stuck(state: number, locals: Locals): void {
    if (!this.#structural.deadlocks || this.found?.kind === 'deadlock') return
    const { learner } = this.#compiled
    const look = (part: PartRef) => learner.snapshot(locals, part)
    if (learner.network.threads.every((thread) => isAtRest(thread, look))) return
    // one step shorter than whatever else broke while this level was expanded
    this.found = { kind: 'deadlock', property: undefined, clause: 'no thread can take a step', state, step: undefined }
  }

  #step(thread: number, offer: Offer): Found['step'] {
    return { thread: this.#compiled.learner.network.threads[thread] as ThreadRef, offer }
  }
}
