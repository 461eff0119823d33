/**
 * The transitions of a machine, each with a name that it keeps however often the machine is built anew.
 *
 * A model builds one machine many times: for each thread, each configuration, with other closures and perhaps without
 * some of its states. To a reader it is one machine all the same, so what is known of a transition is joined over all
 * of them: by the machine's id and this name.
 */
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate'
import { showGuard } from './guard.ts'

type Node = AnyStateMachine['root']

export interface NamedTransition {
  /** `STATE on EVENT [GUARD]`. Candidates that nothing else tells apart are numbered. */
  readonly name: string
  /** Path of the state that the transition belongs to; empty for the root. */
  readonly state: string
  /** As `eventName` writes it. */
  readonly event: string
  readonly guard?: string
  /** Whether other candidates for the same event are asked first. */
  readonly isElse: boolean
  readonly definition: AnyTransitionDefinition
}

/** All transitions in the order in which the machine declares them, eventless ones included. */
export function transitionsOf({ root }: AnyStateMachine): readonly NamedTransition[] {
  const all: NamedTransition[] = []
  const visit = (node: Node): void => {
    const names = new Map<string, number>()
    for (const candidates of [...node.transitions.values(), node.always ?? []])
      for (const [i, definition] of candidates.entries()) {
        const [state, event] = [node.path.join('.'), eventName(definition.eventType)]
        const guard = definition.guard === undefined ? undefined : showGuard(definition.guard)
        const name = `${state || 'any state'} on ${event}${guard === undefined ? '' : ` [${guard}]`}`
        const count = (names.get(name) ?? 0) + 1
        names.set(name, count)
        all.push({
          name: count === 1 ? name : `${name} (${count})`,
          state,
          event,
          ...(guard === undefined ? {} : { guard }),
          isElse: i > 0,
          definition,
        })
      }
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(root)
  return all
}

/** XState's own events by what they mean: `always`, `done`, `after 1000`. */
function eventName(type: string): string {
  if (type === '') return 'always'
  if (!type.startsWith('xstate.')) return type
  const [, kind = '', what = ''] = type.split('.')
  return kind === 'after' ? `after ${what}` : kind
}
