/** How often each transition was taken by steps that were explained. */
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate'
import type { Fired } from '../step.ts'
import { transitionsOf } from '../transitions.ts'

/** Where each transition was taken: how often, by name of what was explained. */
export interface SeenTransition {
  readonly machine: string
  readonly transition: string
  readonly description?: string
  readonly times: ReadonlyMap<string, number>
}

/** Counts the transitions by which followers explained what they saw. */
export class SeenTransitions {
  readonly #times = new Map<string, Map<string, Map<string, number>>>()
  readonly #names = new WeakMap<AnyStateMachine, Map<AnyTransitionDefinition, string>>()

  /** @param what the name of what is explained */
  add(what: string, fired: readonly Fired[]): void {
    for (const { part, transition } of fired) {
      const name = this.#namesOf(part.machine).get(transition)
      if (name === undefined) continue
      const machine = this.#times.get(part.machine.id) ?? new Map<string, Map<string, number>>()
      const times = machine.get(name) ?? new Map<string, number>()
      this.#times.set(part.machine.id, machine.set(name, times.set(what, (times.get(what) ?? 0) + 1)))
    }
  }

  /** Every transition of the machines, seen or not; a machine that is there in several builds counts once. */
  of(machines: Iterable<AnyStateMachine>): SeenTransition[] {
    const all = new Map<string, SeenTransition>()
    for (const machine of machines)
      for (const { name, definition } of transitionsOf(machine)) {
        const times = this.#times.get(machine.id)?.get(name) ?? new Map<string, number>()
        const { description } = definition
        all.set(`${machine.id} ${name}`, {
          machine: machine.id,
          transition: name,
          ...(description === undefined ? {} : { description }),
          times,
        })
      }
    return [...all.values()]
  }

  #namesOf(machine: AnyStateMachine): Map<AnyTransitionDefinition, string> {
    let names = this.#names.get(machine)
    if (names === undefined) {
      names = new Map(transitionsOf(machine).map(({ definition, name }) => [definition, name]))
      this.#names.set(machine, names)
    }
    return names
  }
}
