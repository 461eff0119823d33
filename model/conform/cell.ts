/** A kernel object of the log, in the state of its machine. */
import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from 'xstate'

export interface Cell {
  /** What the log calls it. */
  readonly name: string
  readonly machine: AnyStateMachine
  /** What it is a part of: whoever works there may have looked at it. */
  readonly of: object
  state: AnyMachineSnapshot
}

export const cell = (name: string, machine: AnyStateMachine, of: object, state = startOf(machine)): Cell => ({
  name,
  machine,
  of,
  state,
})

const starts = new WeakMap<AnyStateMachine, AnyMachineSnapshot>()

/** The machine's initial state. */
export function startOf(machine: AnyStateMachine): AnyMachineSnapshot {
  const known = starts.get(machine)
  if (known !== undefined) return known
  const [start] = initialTransition(machine)
  starts.set(machine, start as AnyMachineSnapshot)
  return start as AnyMachineSnapshot
}

/** A state of a machine, by its name and its context. */
export const stateOf = (machine: AnyStateMachine, value: object | string, context: object): AnyMachineSnapshot =>
  machine.resolveState({ value: value as never, context }) as AnyMachineSnapshot

/** What an event makes of a state; nothing if the machine does not accept it there. */
export function after(
  machine: AnyStateMachine,
  state: AnyMachineSnapshot,
  event: { readonly type: string },
): AnyMachineSnapshot | undefined {
  if (machine.getTransitionData(state as never, event as never).length === 0) return undefined
  return transition(machine, state as never, event as never)[0] as AnyMachineSnapshot
}

/** The same state under another name of something: the log has told what it is called. */
export function renamed(
  machine: AnyStateMachine,
  state: AnyMachineSnapshot,
  from: string,
  to: string,
): AnyMachineSnapshot {
  const text = JSON.stringify(state.context)
  const quoted = JSON.stringify(from)
  if (!text.includes(quoted)) return state
  const context = JSON.parse(text.replaceAll(quoted, JSON.stringify(to))) as object
  return stateOf(machine, state.value as object | string, context)
}
