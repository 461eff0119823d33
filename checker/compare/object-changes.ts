import type { Network } from '../network.ts'
import type { TakenStep } from '../properties.ts'

/** An `observe` for `compareBehaviours` that sees all that can be seen of objects: which of them a step changes, and how. */
export function objectChanges({ objects }: Pick<Network, 'objects'>): (step: TakenStep) => string | undefined {
  return ({ before, after }) => {
    const changes = objects.flatMap((object) => {
      if (before(object) === after(object)) return []
      const [from, to] = [object.show(before(object)), object.show(after(object))]
      return from === to ? [] : [`${object.name}: ${from} -> ${to}`]
    })
    return changes.length === 0 ? undefined : changes.join('; ')
  }
}
