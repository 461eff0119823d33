/**
 * What fired, where only one state of each orbit was explored: what fired for one member counts for all.
 *
 * The counts are of what was explored, added up over an orbit; that none is 0 that would not be without the reduction is
 * what matters.
 */
import type { TransitionCoverage } from '../result.ts'
import type { Orbits } from './symmetry.ts'

export function alikeCoverage(coverage: readonly TransitionCoverage[], orbits: Orbits): TransitionCoverage[] {
  const keys = keysOf(coverage)
  const place = new Map(keys.map((key, i) => [textOf(key), i]))
  const exchanges = orbits.exchanges.map((_, exchange) => exchange)
  return coverage.map((transition, i) => {
    const orbit = new Set([i])
    for (const exchange of exchanges) {
      const at = place.get(textOf(renamed(keys[i] as Key, (name) => orbits.name(exchange, name))))
      if (at !== undefined) orbit.add(at)
    }
    const fired = [...orbit].reduce((sum, at) => sum + (coverage[at] as TransitionCoverage).fired, 0)
    return { ...transition, fired }
  })
}

/** What tells a transition from all others of its network. */
interface Key {
  readonly part: string
  readonly state: readonly string[]
  readonly event: string
  /** Which of several of this event in this state. */
  readonly place: number
}

function keysOf(coverage: readonly TransitionCoverage[]): Key[] {
  const seen = new Map<string, number>()
  return coverage.map(({ part, state, event }) => {
    const key = { part, state: state.split('.'), event, place: 0 }
    const place = seen.get(textOf(key)) ?? 0
    seen.set(textOf(key), place + 1)
    return { ...key, place }
  })
}

const renamed = ({ part, state, event, place }: Key, rename: (name: string) => string): Key => ({
  part: rename(part),
  state: state.map(rename),
  event: rename(event),
  place,
})

const textOf = (key: Key): string => JSON.stringify(key)
