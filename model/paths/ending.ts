/**
 * How a path ends: it starts over while it has rounds left, or for ever, and otherwise rests in a final state.
 *
 * In XState terms both are eventless, so starting over adds no state to the search.
 */
import type { PathSetup } from './path.ts'

export function ending(path: PathSetup) {
  return {
    returned: path.createStateConfig({
      always: [
        { guard: 'for ever', target: 'idle', actions: 'forget everything' },
        { guard: 'rounds left', target: 'idle', actions: ['forget everything', 'count the round'] },
        { target: 'ended', actions: 'forget everything' },
      ],
    }),
    ended: path.createStateConfig({ type: 'final' }),
  }
}
