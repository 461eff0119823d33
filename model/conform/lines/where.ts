/** Where a walk is in its path. */
import type { See } from '../../../checker/index.ts'
import type { Locals } from '../../paths/locals.ts'
import type { Walk } from '../walk.ts'

/** The names of the states that a thread is in, from the outermost on: `migrating.driver`. */
function pathOfState(value: unknown): string {
  if (typeof value === 'string') return value
  return Object.entries(value as Record<string, unknown>)
    .map(([outer, inner]) => `${outer}.${pathOfState(inner)}`)
    .join(' | ')
}

export const stateIn = (walk: Walk, see: See): string => pathOfState(see(walk.thread.ref).value)

export const localsIn = (walk: Walk, see: See): Locals => see(walk.thread.ref).context as Locals

/** What the walk knows, in the first of its possible states. */
export const localsOfWalk = ({ follower }: Walk): Locals => follower.states[0]?.context as Locals

/** An observation that is no step: the walk is in a state whose path ends so. */
export const isAt = (walk: Walk, via: readonly string[], ...ends: readonly string[]) => ({
  events: [],
  via,
  agrees: ({ after }: { readonly after: See }): true | string => {
    const state = stateIn(walk, after)
    return ends.some((end) => state === end || state.endsWith(`.${end}`)) || `it is in "${state}"`
  },
})
