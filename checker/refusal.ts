/** How it reads that a thread tells an object what it does not accept: in the model's own words, where the object has any. */
import { type StepOutcome, showOffer } from './step.ts'

type Refused = Pick<Extract<StepOutcome, { readonly kind: 'illegal' }>, 'object' | 'event'>

/** What follows the thread's name. */
export function showRefusal({ object, event }: Refused, state: string): string {
  const reading = object.refusals[event.type]
  return reading === undefined
    ? `tells "${object.name}" the event ${showOffer(event)}, which it does not accept in ${state}`
    : `${reading}: "${object.name}" is ${state}`
}
