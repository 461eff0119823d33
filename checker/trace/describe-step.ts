/** How a step that XState has taken reads in a trace. */
import type { Network, Offer, PartRef, ThreadRef } from '../network.ts'
import { type Fired, showOffer } from '../step.ts'
import { lookInto, type World } from '../world.ts'
import type { Trace, TraceStep } from './trace.ts'

export interface Taken {
  readonly thread: ThreadRef
  readonly offer: Offer
  readonly fired: readonly Fired[]
  readonly after: World
}

export function describeStep(network: Network, before: World, { thread, offer, fired, after }: Taken): TraceStep {
  const transition = fired.find(({ part }) => part === thread)?.transition
  const meta = transition?.meta as { readonly function?: string; readonly file?: string } | undefined
  const changes = network.objects.flatMap((object) => {
    const [from, to] = [show(object, before), show(object, after)]
    return from === to ? [] : [{ object: object.name, from, to, ...(object.quiet ? { quiet: true as const } : {}) }]
  })
  return {
    thread: thread.name,
    event: showOffer(offer),
    function: meta?.function ?? offer.type,
    ...(meta?.file === undefined ? {} : { file: meta.file }),
    ...(transition?.description === undefined ? {} : { note: transition.description }),
    changes,
    moved: { from: show(thread, before), to: show(thread, after) },
  }
}

export const showWorld = (parts: readonly PartRef[], world: World): Trace['initial'] =>
  parts.map((part) => ({ part: part.name, state: show(part, world) }))

const show = (part: PartRef, world: World): string => part.show(lookInto(world)(part))
