/** Which reductions a check uses, and what they make of its answer. */
import type { CheckOptions } from '../check.ts'
import type { Learner } from '../learn/learner.ts'
import type { Liveness } from '../liveness/properties.ts'
import type { Result } from '../result.ts'
import type { Clock } from '../search/clock.ts'
import type { CompiledNetwork } from '../search/compiled-network.ts'
import type { Structural } from '../search/expansion.ts'
import { runAlone } from '../search/search.ts'
import { MOST_THREADS } from './ample-sets.ts'
import { type Limits, ReducedSearch } from './reduced-search.ts'
import { Orbits } from './symmetry.ts'

/** What is to be left out. */
export interface Reduction {
  readonly orbits: Orbits | undefined
  readonly partialOrder: boolean
  /** As results name them. */
  readonly names: readonly string[]
  /** Those that were asked for and cannot be had, and why. */
  readonly warnings: readonly string[]
}

/** The reductions that are asked for and that the network lends itself to. */
export function reductionOf(learner: Learner, options: Pick<CheckOptions, 'symmetry' | 'partialOrder'>): Reduction {
  const { threads, symmetry } = learner.network
  const groups = symmetry.filter(({ members }) => members.length > 1)
  const orbits = options.symmetry === true && groups.length > 0 ? new Orbits(learner, groups) : undefined
  const partialOrder = options.partialOrder === true && threads.length <= MOST_THREADS
  const names = [...(orbits === undefined ? [] : ['symmetry']), ...(partialOrder ? ['partial order'] : [])]
  const lacksGroups = options.symmetry === true && orbits === undefined
  const tooMany = options.partialOrder === true && !partialOrder
  const warnings = [
    ...(lacksGroups ? ['symmetry left nothing out: the network declares no members that may change places'] : []),
    ...(tooMany
      ? [`partial order left nothing out: it takes up to ${MOST_THREADS} threads, and there are ${threads.length}`]
      : []),
  ]
  return { orbits, partialOrder, names, warnings }
}

export async function searchReduced(
  compiled: CompiledNetwork,
  structural: Structural,
  limits: Limits,
  reduction: Reduction,
  clock: Clock,
) {
  const search = new ReducedSearch(compiled, structural, limits, reduction)
  const ended = await runAlone(compiled, search, clock)
  if (ended === 'large') throw new Error('internal: one thread is enough')
  return { search, ended, isForOneThread: false } as const
}

/**
 * With partial order, a counterexample is a shortest one only among the orders that were explored. So the shortest of all
 * is searched for, as long as that is cheap; it is what a search without partial order tells.
 */
export function shortest<Found extends Pick<Result, 'warnings'>>(found: Found, { violated, trace }: Result) {
  if (violated !== undefined && trace !== undefined) return { ...found, violated, trace, depth: trace.steps.length }
  const warning = 'the counterexample need not be a shortest one: partial order left out other orders of its steps'
  return { ...found, warnings: [...found.warnings, warning] }
}

/** A warning where reductions were asked for, and something else forbids them. */
export function unreduced({ symmetry, partialOrder }: CheckOptions, [run]: readonly Liveness[]): string[] {
  if (run === undefined || (symmetry !== true && partialOrder !== true)) return []
  return [`nothing was left out of the search: ${run.name} asks of whole runs, for which all states are needed`]
}
