/**
 * A trace in Apalache's Informal Trace Format (its ADR-015): `vars` are the parts, each state holds what their `show`
 * writes, as strings. What a step did stands in the `#meta` of the state that it led to.
 */
import type { Trace, Violation } from './trace.ts'

type ItfState = { readonly '#meta': Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>

interface ItfTrace {
  readonly '#meta': Readonly<Record<string, unknown>>
  readonly vars: readonly string[]
  readonly states: readonly ItfState[]
  /** The state from which the run goes on again after the last. */
  readonly loop?: number
}

export function toItf(trace: Trace, violation: Violation, source = 'hmmcheck'): ItfTrace {
  const world = new Map(trace.initial.map(({ part, state }) => [part, state]))
  const states: ItfState[] = [{ '#meta': { index: 0 }, ...Object.fromEntries(world) }]
  for (const [i, step] of trace.steps.entries()) {
    for (const { object, to } of step.changes) world.set(object, to)
    world.set(step.thread, step.moved.to)
    const { thread, event, function: name, file, note } = step
    states.push({ '#meta': { index: i + 1, thread, event, function: name, file, note }, ...Object.fromEntries(world) })
  }
  const { property, kind, clause } = violation
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source,
      status: 'violation',
      description: `${property} (${kind}): ${clause}`,
    },
    vars: trace.initial.map(({ part }) => part),
    states,
    ...(trace.cycle === undefined ? {} : { loop: trace.cycle }),
  }
}

/** @returns one JSON document in Apalache's Informal Trace Format */
export function formatItf(trace: Trace, violation: Violation, source?: string): string {
  return JSON.stringify(toItf(trace, violation, source), undefined, 2)
}
