/**
 * Makes a run that breaks something shorter, as long as the same breaks: leaves out pieces of it, halves first and single
 * steps last, and lets the rest run again. What cannot be taken any more is skipped. In the end no single step can be left
 * out; there may be a shorter run all the same, but nobody has gone there.
 */
import type { JudgedSteps } from './judged-steps.ts'
import { type Broke, type Chosen, follow } from './retell.ts'

/** @param isOver asked now and then: whoever cannot wait takes what there is */
export function shorten(judged: JudgedSteps, found: Broke, isOver: () => boolean = () => false): Broke {
  let best = found
  for (let size = Math.ceil(found.steps.length / 2); size >= 1 && !isOver(); ) {
    const shorter = firstShorter(judged, best, size)
    if (shorter !== undefined) best = shorter
    else if (size === 1) break
    size = shorter === undefined ? Math.ceil(size / 2) : Math.min(size, Math.max(1, Math.ceil(best.steps.length / 2)))
  }
  return best
}

function firstShorter(judged: JudgedSteps, { steps, broken }: Broke, size: number): Broke | undefined {
  const last: readonly Chosen[] = broken.step === undefined ? [] : [broken.step]
  for (let from = 0; from < steps.length; from += size) {
    const rest = [...steps.slice(0, from), ...steps.slice(from + size), ...last]
    const again = follow(judged, rest)
    const isSame = again?.broken.kind === broken.kind && again.broken.property === broken.property
    if (again !== undefined && isSame && again.steps.length < steps.length) return again
  }
  return undefined
}
