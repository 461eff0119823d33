/** What a diagram says of a transition: `event [guard] / what it does`, and a line below. */
import type { NamedTransition } from '../transitions.ts'

export interface Label {
  readonly head: string
  /** The transition's description, or else its actions where the head has no room for them. */
  readonly note?: string
  readonly unfired: boolean
}

/** The function that a transition stands for is its `meta.function`; without one, its actions say what it does. */
export function labelOf({ definition, event, guard, isElse }: NamedTransition, unfired: boolean): Label {
  const { description, meta, target, actions } = definition
  const condition = guard !== undefined ? ` [${guard}]` : isElse ? ' [else]' : ''
  const named: unknown = meta?.function
  const does = actions
    .map(nameOf)
    .filter((name) => name !== undefined && name !== event && name !== named)
    .join(', ')
  const [effect, note] =
    typeof named === 'string' ? [named === event ? '' : named, description ?? does] : [does, description]
  const idle = target === undefined && actions.length === 0 ? ' (changes nothing)' : ''
  return {
    head: `${event}${condition}${effect === '' ? '' : ` / ${effect}`}${idle}`,
    ...(note === undefined || note === '' ? {} : { note }),
    unfired,
  }
}

/** Inline actions have no name, and XState's own tell nothing by theirs. */
function nameOf(action: unknown): string | undefined {
  const type = typeof action === 'object' && action !== null && 'type' in action ? action.type : action
  return typeof type === 'string' && !type.startsWith('xstate.') ? type : undefined
}
