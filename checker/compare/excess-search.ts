/**
 * Looks for a shortest word that can be shown from one state of a graph and not from another.
 *
 * Visits:   pairs of a state that a word may lead to from the one and the set of those that it may lead to from the other,
 *           by length of the word. A pair is left out if its state is in its set; or if another, whose word is not longer,
 *           has the same state and a subset: every word that goes wrong from the larger set goes wrong from the smaller.
 * Costs:    a pair per state in the best case; in the worst, as many as there are sets of states.
 */
import { SILENT } from './alphabet.ts'
import type { Budget } from './budget.ts'
import type { Graph } from './graph.ts'
import { StateSets } from './state-sets.ts'

export interface Excess {
  readonly word: readonly number[]
  /** The letters that may follow from the other in place of the word's last. */
  readonly instead: readonly number[]
}

interface Pair {
  readonly state: number
  readonly set: number
  /** The word that leads here, as a place in `#words`. */
  readonly word: number
}

/** A pair that one more letter leads to. */
interface Further extends Pair {
  readonly letter: number
}

export class ExcessSearch {
  /** Pairs visited so far. */
  pairs = 0
  readonly #graph: Graph
  readonly #initial: number
  readonly #other: StateSets
  readonly #budget: Budget
  /** Each is another with one letter more; place 0 is the empty word. */
  readonly #words: { readonly parent: number; readonly letter: number }[] = [{ parent: 0, letter: SILENT }]
  /** By state: the sets of the pairs visited, none a subset of another. */
  readonly #visited: (readonly number[] | undefined)[] = []

  constructor(graph: Graph, one: number, other: number, budget: Budget) {
    this.#graph = graph
    this.#initial = one
    this.#other = new StateSets(graph, other, budget)
    this.#budget = budget
  }

  /** Yields now and then, so that the caller can look at the clock. */
  *run(): Generator<void, Excess | undefined> {
    const level: Pair[] = []
    this.#visit({ state: this.#initial, set: this.#other.initial, word: 0 }, level)
    while (level.length > 0) {
      const next: Further[] = []
      // grows while it is gone through: a silent step makes no word longer
      for (const [i, pair] of level.entries()) {
        const excess = this.#expand(pair, level, next)
        if (excess !== undefined) return excess
        if (i % 256 === 0) yield
      }
      level.length = 0
      // small sets first, because they make others superfluous
      next.sort((a, b) => this.#other.size(a.set) - this.#other.size(b.set))
      for (const { state, set, word, letter } of next)
        if (!this.#isCovered(state, set)) this.#visit({ state, set, word: this.#longer(word, letter) }, level)
    }
    return undefined
  }

  #expand({ state, set, word }: Pair, level: Pair[], next: Further[]): Excess | undefined {
    // since it was found, a subset was
    if (!this.#visited[state]?.includes(set)) return undefined
    const after = this.#other.after(set)
    const { first, letters, targets } = this.#graph
    for (let place = first[state] as number; place < (first[state + 1] as number); place++) {
      const [letter, to] = [letters[place] as number, targets[place] as number]
      if (letter === SILENT) {
        this.#visit({ state: to, set, word }, level)
        continue
      }
      const reached = after.get(letter)
      if (reached === undefined) return { word: [...this.#spelt(word), letter], instead: [...after.keys()] }
      if (!this.#isCovered(to, reached)) next.push({ state: to, set: reached, word, letter })
    }
    return undefined
  }

  #visit(pair: Pair, level: Pair[]): void {
    const { state, set } = pair
    if (this.#isCovered(state, set)) return
    this.#budget.allowPairs(++this.pairs)
    const others = this.#visited[state]?.filter((other) => !this.#other.isSubset(set, other)) ?? []
    this.#visited[state] = [...others, set]
    level.push(pair)
  }

  #isCovered(state: number, set: number): boolean {
    if (this.#other.has(set, state)) return true
    return this.#visited[state]?.some((other) => this.#other.isSubset(other, set)) ?? false
  }

  #longer(word: number, letter: number): number {
    return this.#words.push({ parent: word, letter }) - 1
  }

  #spelt(word: number): number[] {
    const letters: number[] = []
    for (let at = word; at !== 0; ) {
      const { parent, letter } = this.#words[at] as { parent: number; letter: number }
      letters.push(letter)
      at = parent
    }
    return letters.reverse()
  }
}
