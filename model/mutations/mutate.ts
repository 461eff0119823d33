/** Puts a mutation into the parts of a configuration. */
import type { AnyStateMachine } from 'xstate'
import { ModelError } from '../../checker/index.ts'
import type { Driver } from '../drivers/driver.ts'
import type { PathThread } from '../paths/path-thread.ts'
import { producerPath } from '../paths/producer-path.ts'
import type { Switches } from '../switches.ts'
import type { How, Mutation, Patch } from './mutation.ts'

/** @throws ModelError if the choice sets a switch otherwise than the mutation. */
export function mutatedSwitches({ id, how }: Mutation, switches: Switches, chosen: readonly string[]): Switches {
  for (const [name, value] of Object.entries(how.set ?? {})) {
    const now = switches[name as keyof Switches]
    if (chosen.includes(name) && now !== value)
      throw new ModelError(`the mutation "${id}" sets ${name}=${value}, so it cannot be set to ${now}`)
  }
  return { ...switches, ...how.set }
}

/** A mutated driver keeps its name: it is still meant to be that driver. */
export const mutatedDriver = ({ how }: Mutation, driver: Driver): Driver => ({ ...driver, ...how.driver?.(driver) })

/** @throws ModelError if the mutation is one of paths, and no thread walks such a path. */
export function mutatedThreads({ id, how }: Mutation, threads: readonly PathThread[]): readonly PathThread[] {
  if (how.patch === undefined && how.producers === undefined) return threads
  const machines = threads.map((thread) => mutatedMachine(how, thread))
  // it would change nothing, and the verdict would look as if it said something about it
  if (machines.every((machine) => machine === undefined))
    throw new ModelError(`the mutation "${id}" changes nothing here: no thread does what it changes`)
  return threads.map(({ ref, actor }, i) => ({ ref: { ...ref, machine: machines[i] ?? ref.machine }, actor }))
}

function mutatedMachine({ producers = [], patch }: How, { ref, actor }: PathThread): AnyStateMachine | undefined {
  const producer = producers.find(({ name }) => name === ref.machine.id)
  const machine = producer === undefined ? ref.machine : producerPath(producer).machine(actor)
  const other = patch?.(actor) ?? {}
  if (wordsOf(other).some((word) => usedIn(machine).has(word))) return machine.provide(other as never)
  return producer === undefined ? undefined : machine
}

export const wordsOf = ({ guards = {}, actions = {} }: Patch): readonly string[] => [
  ...Object.keys(guards),
  ...Object.keys(actions),
]

/** The guards and actions that the transitions of a machine name. */
function usedIn(machine: AnyStateMachine): ReadonlySet<string> {
  const used = new Set<string>()
  const note = (word: unknown): void => {
    if (typeof word === 'string') used.add(word)
    else if (typeof word === 'object' && word !== null && 'type' in word) note(word.type)
    else if (typeof word === 'function' && 'guards' in word && Array.isArray(word.guards)) word.guards.forEach(note)
  }
  const visit = (node: AnyStateMachine['root']): void => {
    for (const { guard, actions } of [...[...node.transitions.values()].flat(), ...(node.always ?? [])]) {
      note(guard)
      for (const action of actions) note(action)
    }
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(machine.root)
  return used
}
