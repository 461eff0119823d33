/** What many searches together fired, machine by machine, whatever parts ran them. */
import type { AnyStateMachine } from 'xstate'
import type { TransitionCoverage } from './result.ts'
import { transitionsOf } from './transitions.ts'

/** How often each transition of one machine fired, over all its parts and all searches. */
export interface MachineCoverage {
  readonly machine: string
  readonly transitions: readonly {
    readonly transition: string
    readonly description?: string
    readonly fired: number
  }[]
}

/**
 * Adds up the coverage of searches. A transition that a machine has in one of them counts, even if others built the
 * machine without it.
 *
 * @param machines machines that count even where no search runs them
 */
export function unionCoverage(
  searches: Iterable<readonly TransitionCoverage[]>,
  machines: Iterable<AnyStateMachine> = [],
): MachineCoverage[] {
  const union = new Map<string, Map<string, { description?: string; fired: number }>>()
  const add = (machine: string, transition: string, description: string | undefined, fired: number): void => {
    const known = union.get(machine) ?? new Map<string, { description?: string; fired: number }>()
    const entry = known.get(transition) ?? { ...(description === undefined ? {} : { description }), fired: 0 }
    entry.fired += fired
    union.set(machine, known.set(transition, entry))
  }
  for (const coverage of searches)
    for (const { machine, transition, description, fired } of coverage) add(machine, transition, description, fired)
  for (const machine of machines)
    for (const { name, definition } of transitionsOf(machine)) add(machine.id, name, definition.description, 0)
  return [...union].map(([machine, entries]) => ({
    machine,
    transitions: [...entries].map(([transition, entry]) => ({ transition, ...entry })),
  }))
}
