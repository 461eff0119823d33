/** How often each transition of each machine fired, and which never did. */
import type { AnyTransitionDefinition } from 'xstate'
import type { PartRef } from '../network.ts'
import type { TransitionCoverage } from '../result.ts'
import { firedAtStart } from '../step.ts'
import { transitionsOf } from '../transitions.ts'
import type { CompiledNetwork } from './compiled-network.ts'

/** One entry per transition of each part, in the order in which the machines declare them. */
export function coverageOf(compiled: CompiledNetwork): TransitionCoverage[] {
  const counts = new Map<PartRef, Map<AnyTransitionDefinition, number>>()
  const count = (part: PartRef, transition: AnyTransitionDefinition, times: number): void => {
    const ofPart = counts.get(part) ?? new Map<AnyTransitionDefinition, number>()
    counts.set(part, ofPart.set(transition, (ofPart.get(transition) ?? 0) + times))
  }
  const { parts } = compiled.learner
  for (const part of parts) for (const { transition } of firedAtStart(part)) count(part, transition, 1)
  compiled.outcomes.forEach(({ fired }, number) => {
    for (const { part, transition } of fired) count(part, transition, compiled.fired[number] as number)
  })
  return parts.flatMap((part) =>
    transitionsOf(part.machine).map(({ definition, name, state, event, guard }) => ({
      part: part.name,
      machine: part.machine.id,
      transition: name,
      state,
      event,
      ...(guard === undefined ? {} : { guard }),
      ...(definition.description === undefined ? {} : { description: definition.description }),
      fired: counts.get(part)?.get(definition) ?? 0,
    })),
  )
}
