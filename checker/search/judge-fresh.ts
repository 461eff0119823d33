/** Evaluates properties and witnesses on the states that a batch has added. */
import type { Locals } from '../learn/learner.ts'
import { type Broken, type CompiledNetwork, MASK_BITS } from './compiled-network.ts'
import type { StateStore } from './states.ts'
import { leafAt, NOTHING } from './tables.ts'

/**
 * Evaluates on the states from `first` on what the step to them might have changed, and learns what is not yet known.
 *
 * @param learn what asks a watched property that has no answer yet
 * @returns the first broken invariant, and the state in which it is
 */
export function judgeFresh(
  compiled: CompiledNetwork,
  store: StateStore,
  first: number,
  learn = (watched: number, locals: Locals): void => compiled.learnVerdict(watched, locals),
): (Broken & { readonly state: number }) | undefined {
  const { outcomes } = store.batch
  const { masks, maskWords, layout } = compiled
  for (let state = first; state < store.count; state++) {
    // most steps change nothing that a property looks at
    if (maskWords === 1 && state > 0 && masks[outcomes[state - first] as number] === 0) continue
    const outcome = outcomes[state - first] as number
    for (let watched = unsettled(compiled, store, state, outcome); watched !== NOTHING; ) {
      const root = compiled.tables.verdicts[watched] as number
      const leaf = leafAt(compiled.tables.code, root, store.vectors, state * layout.words)
      if (leaf === 0) learn(watched, store.locals(state))
      else if (compiled.watched[watched]?.kind === 'witness') compiled.retire(watched)
      else return { ...compiled.broken(leaf), state }
      watched = unsettled(compiled, store, state, outcome)
    }
  }
  return undefined
}

/** The first watched property of a fresh state that is not known to be fine there, or NOTHING. */
function unsettled(compiled: CompiledNetwork, store: StateStore, state: number, outcome: number): number {
  const { masks, maskWords, layout } = compiled
  const { code, verdicts } = compiled.tables
  const { vectors } = store
  const base = state * layout.words
  for (let word = 0; word < maskWords; word++) {
    let bits = state === 0 ? everything(compiled, word) : (masks[outcome * maskWords + word] as number)
    while (bits !== 0) {
      const watched = word * MASK_BITS + 31 - Math.clz32(bits & -bits)
      bits &= bits - 1
      if (leafAt(code, verdicts[watched] as number, vectors, base) !== NOTHING) return watched
    }
  }
  return NOTHING
}

/** The initial state was reached by no step, so everything is evaluated on it. */
function everything(compiled: CompiledNetwork, word: number): number {
  let mask = 0
  for (let bit = 0; bit < MASK_BITS; bit++) {
    const number = word * MASK_BITS + bit
    if (number < compiled.watched.length && compiled.isActive(number)) mask |= 1 << bit
  }
  return mask
}
