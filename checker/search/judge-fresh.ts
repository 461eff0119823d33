/** Evaluates properties and witnesses on states that have just been stored. */
import type { Locals } from '../learn/learner.ts'
import type { Batch } from './batch.ts'
import { type Broken, type CompiledNetwork, MASK_BITS } from './compiled-network.ts'
import type { Stored } from './states.ts'
import { leafAt, NOTHING } from './tables.ts'

/** What is looked up of properties. */
export interface Judged {
  readonly code: Int32Array
  /** By property: the address of its root. */
  readonly verdicts: Int32Array
  /** By outcome, `maskWords` each: the properties that it might change. */
  readonly masks: Int32Array
  readonly maskWords: number
}

/**
 * Evaluates on the states that a batch has added what the step to them might have changed.
 *
 * @returns the place, from `from` on, of the first of which some property is not known to be fine; `batch.added` if none
 */
export function nextUnsettled(judged: Judged, vectors: Int32Array, words: number, batch: Batch, from: number): number {
  const { masks, maskWords } = judged
  const { added, numbers, outcomes } = batch
  for (let i = from; i < added; i++) {
    const at = (outcomes[i] as number) * maskWords
    // most steps change nothing that a property looks at
    if (maskWords === 1 && masks[at] === 0) continue
    if (unsettled(judged, masks, at, vectors, (numbers[i] as number) * words) !== NOTHING) return i
  }
  return added
}

/**
 * Judges one state as far as the step to it might have changed something, and learns what is not yet known.
 *
 * @param outcome the step's; nothing for the initial state, which was reached by none
 * @param learn what asks a property that has no answer yet
 * @returns the broken invariant, if one is
 */
export function judge(
  compiled: CompiledNetwork,
  store: Stored,
  state: number,
  outcome: number | undefined,
  learn = (watched: number, locals: Locals): void => compiled.learnVerdict(watched, locals),
): (Broken & { readonly state: number }) | undefined {
  for (;;) {
    const { masks, maskWords, tables, layout } = compiled
    const { code, verdicts } = tables
    const judged = { code, verdicts, masks, maskWords }
    const base = state * layout.words
    const watched =
      outcome === undefined
        ? unsettled(judged, everything(compiled), 0, store.vectors, base)
        : unsettled(judged, masks, outcome * maskWords, store.vectors, base)
    if (watched === NOTHING) return undefined
    const leaf = leafAt(code, verdicts[watched] as number, store.vectors, base)
    if (leaf === 0) learn(watched, store.locals(state))
    else if (compiled.watched[watched]?.kind === 'witness') compiled.retire(watched)
    else return { ...compiled.broken(leaf), state }
  }
}

/** The first property, of those whose bits are set from `masks[at]` on, that is not known to be fine; or NOTHING. */
function unsettled(
  { code, verdicts, maskWords }: Judged,
  masks: Int32Array,
  at: number,
  vectors: Int32Array,
  base: number,
): number {
  for (let word = 0; word < maskWords; word++) {
    let bits = masks[at + word] as number
    while (bits !== 0) {
      const watched = word * MASK_BITS + 31 - Math.clz32(bits & -bits)
      bits &= bits - 1
      if (leafAt(code, verdicts[watched] as number, vectors, base) !== NOTHING) return watched
    }
  }
  return NOTHING
}

function everything(compiled: CompiledNetwork): Int32Array {
  const masks = new Int32Array(compiled.maskWords)
  compiled.watched.forEach((_, number) => {
    const word = Math.floor(number / MASK_BITS)
    if (compiled.isActive(number)) masks[word] = (masks[word] as number) | (1 << (number % MASK_BITS))
  })
  return masks
}
