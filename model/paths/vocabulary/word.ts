/**
 * What the words of the vocabulary are made of: guards ask, actions do.
 *
 * An action that tells sees the objects as they were before the step, and the locals as the actions before it left them.
 * So in a transition, what tells comes before what forgets.
 */
import { assign, type ParameterizedObject } from 'xstate'
import type { Locals } from '../locals.ts'
import type { PathEvent } from '../path.ts'

/** What a guard or an action is given. */
export interface Given {
  readonly context: Locals
  readonly event: PathEvent
}

/** A guard that looks only at locals is also asked where there is no event of the path's: in an `always`. */
export type Local = Pick<Given, 'context'>

/** An action that changes locals. */
export const set = <Params extends ParameterizedObject['params'] = undefined>(
  change: (given: Given, params: Params) => Partial<Locals>,
) => assign<Locals, PathEvent, Params, PathEvent, never>(change)
