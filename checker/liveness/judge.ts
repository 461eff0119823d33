/**
 * Decides what is asked of whole runs, once everything that the network can reach has been found.
 *
 * Exact on the graph of all reachable states: a property that holds here is kept by every run that the assumptions allow.
 */
import type { Network, ThreadRef } from '../network.ts'
import type { Witness } from '../properties.ts'
import type { CompiledNetwork } from '../search/compiled-network.ts'
import type { StateStore } from '../search/states.ts'
import { Actions } from './actions.ts'
import { ComponentSearch } from './components.ts'
import { bytesOfDistances, type Distances, fromStart } from './distances.ts'
import { excluding } from './exclude.ts'
import { masksOf } from './fair-sets.ts'
import { everyThreadGoesOn, type Fairness, MOST, refuseThreads, refuseUnknown, restsIn } from './fairness.ts'
import { type ClaimTruth, findLasso, type Lasso, pathTo } from './lasso.ts'
import type { Claim, Liveness } from './properties.ts'
import { type Backwards, backwards, bytesBackwards, reachBack } from './reach-back.ts'
import { bytesOfGraph, graphOf, type StateGraph, truthOf, watchable } from './state-graph.ts'

/** A broken claim, and what shows it. */
export interface Broken {
  readonly property: Liveness
  readonly claim: Claim
  readonly fairness: readonly Fairness[]
  /** The actions that steps stand for, by number. */
  readonly actions: Actions
  readonly graph: StateGraph
  readonly evidence: Evidence
}

interface Evidence {
  /** A run that breaks the claim for ever; for what is out of reach, only the way to where it is so. */
  readonly lasso: Lasso
  /** The threads that can never take a step again, by name. */
  readonly stuck: readonly string[]
  /** What would rule the run out, and whether it would rule out all that break the claim. */
  readonly excludedBy: readonly { readonly fairness: Fairness; readonly suffices: boolean }[]
}

/** What is assumed for a property; nothing, where it only asks what can still be reached. */
export function fairnessOf(network: Network, { fairness, claims }: Liveness): readonly Fairness[] {
  const asksOfRuns = claims.some(({ form }) => form === 'leads to' || form === 'eventually always')
  return asksOfRuns ? (fairness ?? everyThreadGoesOn(network)) : []
}

/** @throws ModelError if a property is about a thread or event that the network does not have. */
export function refuseUnsuitable(network: Network, properties: readonly Liveness[]): void {
  for (const property of properties) {
    refuseUnknown(network, property.name, fairnessOf(network, property))
    for (const claim of property.claims)
      if (claim.form === 'never stuck') refuseThreads(network, property.name, claim.threads)
  }
}

/** What has to be watched for the properties, in their order; the search does not care when it is reached. */
export const watchedBy = (properties: readonly Liveness[]): Witness[] =>
  properties.flatMap(({ name, claims }) =>
    claims.flatMap((claim) => predicatesOf(claim).map((one) => watchable(name, one))),
  )

function predicatesOf(claim: Claim) {
  switch (claim.form) {
    case 'leads to':
      return [...(claim.since === undefined ? [] : [claim.since]), claim.until]
    case 'eventually always':
    case 'possible':
      return [claim.what]
    case 'never stuck':
      return claim.threads.map(restsIn)
  }
}

/** Bytes that judging takes, beside those of the search. */
export const bytesToJudge = (states: number, steps: number): number =>
  bytesOfGraph(states, steps) +
  ComponentSearch.bytesFor(states) +
  2 * bytesOfDistances(states) +
  bytesBackwards(states, steps)

export class Judge {
  readonly #compiled: CompiledNetwork
  readonly #store: StateStore
  readonly #actions: Actions
  readonly #graph: StateGraph
  readonly #search: ComponentSearch
  readonly #start: Distances
  #backwards: Backwards | undefined

  private constructor(
    compiled: CompiledNetwork,
    store: StateStore,
    actions: Actions,
    graph: StateGraph,
    start: Distances,
  ) {
    this.#compiled = compiled
    this.#store = store
    this.#actions = actions
    this.#graph = graph
    this.#search = new ComponentSearch(graph)
    this.#start = start
  }

  static *over(compiled: CompiledNetwork, store: StateStore): Generator<void, Judge> {
    const actions = new Actions(compiled)
    const graph = yield* graphOf(compiled, store, actions)
    return new Judge(compiled, store, actions, graph, yield* fromStart(graph))
  }

  /**
   * @param first the number under which the first predicate of the properties is watched
   * @returns the first claim of the first property that is broken
   */
  *firstBroken(properties: readonly Liveness[], first: number): Generator<void, Broken | undefined> {
    let watched = first
    for (const property of properties) {
      const fairness = fairnessOf(this.#compiled.learner.network, property)
      for (const claim of property.claims) {
        const evidence = yield* this.#breaks(claim, fairness, watched)
        if (evidence !== undefined)
          return { property, claim, fairness, actions: this.#actions, graph: this.#graph, evidence }
        watched += predicatesOf(claim).length
      }
    }
    return undefined
  }

  *#breaks(claim: Claim, fairness: readonly Fairness[], watched: number): Generator<void, Evidence | undefined> {
    const truth = (number: number) => truthOf(this.#compiled, this.#store, number)
    switch (claim.form) {
      case 'leads to': {
        const since = claim.since === undefined ? undefined : yield* truth(watched)
        const until = yield* truth(since === undefined ? watched : watched + 1)
        return yield* this.#lasso({ form: 'leads to', since, until }, fairness)
      }
      case 'eventually always':
        return yield* this.#lasso({ form: 'eventually always', what: yield* truth(watched) }, fairness)
      case 'possible':
        return yield* this.#outOfReach(yield* truth(watched))
      case 'never stuck':
        return yield* this.#stuckFor(claim.threads, watched)
    }
  }

  *#lasso(claim: ClaimTruth, fairness: readonly Fairness[]): Generator<void, Evidence | undefined> {
    const lasso = yield* this.#find(claim, fairness)
    if (lasso === undefined) return undefined
    const { threads } = this.#compiled.learner.network
    const { unfair, other } = excluding(this.#graph, this.#actions, threads, lasso)
    const excludedBy: { readonly fairness: Fairness; readonly suffices: boolean }[] = []
    for (const more of [...unfair, ...(unfair.length > 0 ? [] : other)]) {
      const remaining = fairness.length < MOST ? yield* this.#find(claim, [...fairness, more]) : lasso
      const suffices = remaining === undefined
      if (suffices || unfair.includes(more)) excludedBy.push({ fairness: more, suffices })
    }
    return { lasso, stuck: [], excludedBy }
  }

  #find(claim: ClaimTruth, fairness: readonly Fairness[]): Generator<void, Lasso | undefined> {
    const masks = masksOf(fairness, this.#actions.coveredBy(fairness))
    return findLasso(this.#graph, this.#search, masks, claim, this.#start)
  }

  *#outOfReach(goal: Uint8Array): Generator<void, Evidence | undefined> {
    const reaches = yield* this.#reaching(goal)
    const state = this.#start.reached.find((state) => reaches[state] === 0)
    return state === undefined ? undefined : this.#wayTo(state, [])
  }

  /**
   * The way to the nearest state in which threads are stuck, and no more can become so: the threads that they wait for are
   * there by then, too.
   */
  *#stuckFor(threads: readonly ThreadRef[], watched: number): Generator<void, Evidence | undefined> {
    const { first, actions, size } = this.#graph
    // by state: a bit for each thread that is stuck; whether more may become so
    const stuck = new Int32Array(size)
    const growing = new Uint8Array(size)
    for (const [i, thread] of threads.entries()) {
      const moves = yield* truthOf(this.#compiled, this.#store, watched + i)
      const number = this.#compiled.learner.network.threads.indexOf(thread)
      const isItsOwn = this.#actions.all.map((action) => action.thread === number)
      for (let state = 0; state < size; state++)
        for (let place = first[state] as number; place < (first[state + 1] as number); place++)
          if (isItsOwn[actions[place] as number]) moves[state] = 1
      const isStuck = (yield* this.#reaching(moves)).map((reaches) => 1 - reaches)
      const mayGetStuck = yield* this.#reaching(isStuck)
      for (let state = 0; state < size; state++) {
        if (isStuck[state] === 1) stuck[state] = (stuck[state] as number) | (1 << i)
        else if (mayGetStuck[state] === 1) growing[state] = 1
      }
    }
    const state = this.#start.reached.find((state) => stuck[state] !== 0 && growing[state] === 0)
    if (state === undefined) return undefined
    const isStuck = (_: ThreadRef, i: number) => (((stuck[state] as number) >>> i) & 1) === 1
    return this.#wayTo(state, threads.filter(isStuck))
  }

  #wayTo(state: number, stuck: readonly ThreadRef[]): Evidence {
    const lasso = { stem: pathTo(this.#start, state), cycle: [] }
    return { lasso, stuck: stuck.map(({ name }) => name), excludedBy: [] }
  }

  *#reaching(goal: Uint8Array): Generator<void, Uint8Array> {
    this.#backwards ??= yield* backwards(this.#graph)
    return yield* reachBack(this.#backwards, goal)
  }
}
