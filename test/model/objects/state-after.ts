/** What an object is after some events, and whether it accepts one more. */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventFromLogic,
  initialTransition,
  type SnapshotFrom,
  transition,
} from 'xstate'

/** The object after events that it must accept, one after the other, from its initial state. */
export function stateAfter<Machine extends AnyStateMachine>(
  machine: Machine,
  ...events: readonly EventFromLogic<Machine>[]
): SnapshotFrom<Machine> {
  const [start] = initialTransition<AnyStateMachine>(machine)
  return next(machine, start as SnapshotFrom<Machine>, ...events)
}

/** The same, from any state. */
export function next<Machine extends AnyStateMachine>(
  machine: Machine,
  from: SnapshotFrom<Machine>,
  ...events: readonly EventFromLogic<Machine>[]
): SnapshotFrom<Machine> {
  return events.reduce<SnapshotFrom<Machine>>((state, event) => {
    if (!accepts(machine, state, event)) {
      const { value }: AnyMachineSnapshot = state
      throw new Error(`${machine.id} refuses ${JSON.stringify(event)} in ${JSON.stringify(value)}`)
    }
    return transition(machine, state, event)[0] as SnapshotFrom<Machine>
  }, from)
}

/** Whether an event is legal in a state. One that is not is a violation wherever the model tells it. */
export const accepts = <Machine extends AnyStateMachine>(
  machine: Machine,
  state: SnapshotFrom<Machine>,
  event: EventFromLogic<Machine>,
): boolean => machine.getTransitionData(state, event).length > 0
