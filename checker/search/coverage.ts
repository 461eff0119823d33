/** How often each transition of each machine fired, and which never did. */
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate'
import { showGuard } from '../guard.ts'
import type { PartRef } from '../network.ts'
import type { TransitionCoverage } from '../result.ts'
import type { CompiledNetwork } from './compiled-network.ts'

/**
 * One entry per transition that an event can fire, in the order in which the machines declare them. Eventless
 * transitions are not counted: they fire as part of the step that enables them.
 */
export function coverageOf(compiled: CompiledNetwork): TransitionCoverage[] {
  const counts = new Map<PartRef, Map<AnyTransitionDefinition, number>>()
  compiled.outcomes.forEach(({ fired }, number) => {
    for (const { part, transition } of fired) {
      const ofPart = counts.get(part) ?? new Map<AnyTransitionDefinition, number>()
      counts.set(part, ofPart.set(transition, (ofPart.get(transition) ?? 0) + (compiled.fired[number] as number)))
    }
  })
  return compiled.learner.parts.flatMap((part) =>
    transitionsOf(part.machine).map((transition) => {
      const guard = transition.guard === undefined ? undefined : showGuard(transition.guard)
      return {
        part: part.name,
        state: transition.source.path.join('.'),
        event: transition.eventType,
        ...(guard === undefined ? {} : { guard }),
        ...(transition.description === undefined ? {} : { description: transition.description }),
        fired: counts.get(part)?.get(transition) ?? 0,
      }
    }),
  )
}

function transitionsOf(machine: AnyStateMachine): AnyTransitionDefinition[] {
  const all: AnyTransitionDefinition[] = []
  const visit = (node: AnyStateMachine['root']): void => {
    for (const [event, transitions] of node.transitions) if (!event.startsWith('xstate.')) all.push(...transitions)
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(machine.root)
  return all
}
